using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

/// <summary>What no crash explains is refused with file and offset, and left as it is.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void Any_bit_that_is_changed_before_the_last_batch_is_found()
    {
        folder.Fill(batches: 4, recordsPerBatch: 2);
        string path = folder.Segments.Single();
        byte[] whole = File.ReadAllBytes(path);
        foreach ((int offset, int length) in LogFrames.Find(whole).SkipLast(1))
        {
            for (int bit = 8 * offset; bit < 8 * (offset + length); bit++)
            {
                byte[] content = [.. whole];
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(path, content);
                AssertRefused(path, offset);
                Assert.Equal(content, File.ReadAllBytes(path));
            }
        }
    }

    [Fact]
    public void A_page_of_zeros_before_the_last_batch_is_found()
    {
        folder.Fill(batches: 4, recordsPerBatch: 2);
        string path = folder.Segments.Single();
        byte[] content = File.ReadAllBytes(path);
        (int offset, int length) = LogFrames.Find(content)[2];
        content.AsSpan(offset, length).Clear();
        File.WriteAllBytes(path, content);
        AssertRefused(path, offset);
    }

    [Fact]
    public void Any_bit_that_is_changed_in_the_last_batch_of_a_segment_that_another_follows_is_found()
    {
        FillSegments();
        string path = folder.Segments[1];
        byte[] whole = File.ReadAllBytes(path);
        (int offset, int length) = LogFrames.Find(whole)[^1];
        for (int bit = 8 * offset; bit < 8 * (offset + length); bit++)
        {
            byte[] content = [.. whole];
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, content);
            AssertRefused(path, offset);
        }
    }

    [Fact]
    public void A_segment_that_lost_its_end_is_found_when_another_follows()
    {
        FillSegments();
        string path = folder.Segments[1];
        byte[] whole = File.ReadAllBytes(path);
        (int offset, int length) = LogFrames.Find(whole)[^1];

        // The end of a batch that was cut out whole cannot be seen here, but where the next segment begins.
        File.WriteAllBytes(path, whole[..offset]);
        AssertRefused(folder.Segments[2], 0);
        File.WriteAllBytes(path, whole[..(offset + length - 1)]);
        AssertRefused(path, offset);
    }

    [Fact]
    public void A_missing_segment_is_found()
    {
        FillSegments();
        File.Delete(folder.Segments[1]);
        AssertRefused(folder.Segments[1], 0);
    }

    [Fact]
    public void A_missing_beginning_is_found_unless_a_snapshot_has_it()
    {
        FillSegments();
        File.Delete(folder.Segments[0]);
        AssertRefused(folder.Segments[0], 0);
        long first = RecordLog.FindFirstIndex(folder.FullPath) ?? 0;
        Assert.NotEmpty(folder.Replay(first - 1));
    }

    [Fact]
    public void A_log_that_ends_before_its_snapshot_is_refused()
    {
        folder.Fill(batches: 2, recordsPerBatch: 2);
        LogCorruptException e = Assert.Throws<LogCorruptException>(() => folder.Open(afterIndex: 5));
        Assert.Contains("record 5 and those up to 5", e.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Replay(afterIndex: 4));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("1.log")]
    [InlineData("000000000000000A.log")]
    [InlineData("0000000000000001.log.bak")]
    public void A_file_that_is_not_of_the_log_is_named_and_left_alone(string name)
    {
        string foreign = Path.Combine(folder.FullPath, name);
        File.WriteAllText(foreign, "mine");
        AssertRefused(foreign, 0);
        Assert.Equal("mine", File.ReadAllText(foreign));
    }

    [Fact]
    public void A_segment_under_the_name_of_another_is_refused()
    {
        folder.Fill(batches: 1, recordsPerBatch: 1);
        string renamed = Path.Combine(folder.FullPath, "0000000000000002.log");
        File.Move(folder.Segments.Single(), renamed);
        AssertRefused(renamed, 0);
    }

    [Fact]
    public void What_was_never_finished_is_removed()
    {
        File.WriteAllText(Path.Combine(folder.FullPath, "next.tmp"), "?");
        File.WriteAllText(Path.Combine(folder.FullPath, "large.tmp"), "?");
        Assert.Empty(folder.Replay());
        Assert.Empty(Directory.GetFiles(folder.FullPath));
    }

    public void Dispose() => folder.Dispose();

    private void FillSegments()
    {
        folder.Fill(batches: 100, recordsPerBatch: 3, recordBytes: 50);
        Assert.True(folder.Segments.Length > 3);
    }

    private void AssertRefused(string path, long offset)
    {
        LogCorruptException e = Assert.Throws<LogCorruptException>(() => folder.Open());
        Assert.Equal((path, offset), (e.File, e.Offset));
        Assert.Contains($"'{path}' at byte {offset}", e.Message, StringComparison.Ordinal);
    }
}
