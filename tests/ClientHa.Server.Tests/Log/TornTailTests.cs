using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

/// <summary>A crash in the middle of a write: the last batch is whole, or was never there.</summary>
public sealed class TornTailTests : IDisposable
{
    private readonly LogFolder folder = new();
    private readonly string path;
    private readonly byte[] whole;
    private readonly (int Offset, int Length) last;

    public TornTailTests()
    {
        folder.Fill(batches: 4, recordsPerBatch: 3);
        path = folder.Segments.Single();
        whole = File.ReadAllBytes(path);
        last = LogFrames.Find(whole)[^1];
    }

    [Fact]
    public void A_file_that_ends_anywhere_in_its_last_batch_has_the_batches_before() =>
        AssertCutAt(cut => whole[..cut]);

    [Fact]
    public void A_last_batch_of_which_only_the_beginning_arrived_is_cut_off() =>
        AssertCutAt(cut => [.. whole[..cut], .. new byte[whole.Length - cut]]);

    [Fact]
    public void A_last_batch_of_which_only_the_end_arrived_is_cut_off() =>
        AssertCutAt(cut => [.. whole[..last.Offset], .. new byte[cut - last.Offset + 1], .. whole[(cut + 1)..]]);

    [Fact]
    public void A_last_batch_with_any_bit_changed_is_cut_off()
    {
        for (int bit = 8 * last.Offset; bit < 8 * (last.Offset + last.Length); bit++)
        {
            byte[] content = [.. whole];
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertCut(content);
        }
    }

    [Fact]
    public void What_was_never_a_batch_is_cut_off_behind_the_last_one()
    {
        byte[] content = [.. whole];
        content[last.Offset + last.Length + 100] = 1;
        File.WriteAllBytes(path, content);
        Assert.Equal(12, folder.Replay(out long tornBytes).Count);
        Assert.Equal(101, tornBytes);
    }

    [Fact]
    public void A_torn_batch_whose_record_is_a_file_of_another_log_is_cut_off()
    {
        using var other = new LogFolder();
        using (RecordLog log = folder.Open())
        {
            other.Fill(batches: 2, recordsPerBatch: 20);
            log.Append(File.ReadAllBytes(other.Segments.Single()).AsSpan(0, 1000));
            log.Sync();
        }

        byte[] content = File.ReadAllBytes(path);
        content[LogFrames.Find(content)[^1].Offset + 4] ^= 1;
        File.WriteAllBytes(path, content);
        Assert.Equal(12, folder.Replay().Count);
    }

    [Fact]
    public void A_cut_is_told_once_and_the_log_goes_on_behind_it()
    {
        File.WriteAllBytes(path, whole[..(last.Offset + last.Length - 1)]);
        Assert.Equal(9, folder.Replay(out long tornBytes).Count);
        Assert.Equal(last.Length - 1, tornBytes);

        folder.Fill(batches: 1, recordsPerBatch: 1);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => LogFolder.Record(i)), folder.Replay(out tornBytes));
        Assert.Equal(0, tornBytes);
    }

    [Fact]
    public void Nothing_of_a_longer_torn_batch_remains_behind_a_shorter_new_one()
    {
        byte[] content = [.. whole];
        content[last.Offset + 4] ^= 1;
        File.WriteAllBytes(path, content);
        folder.Replay();
        byte[] cut = File.ReadAllBytes(path);
        Assert.Equal(-1, cut.AsSpan(last.Offset).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void The_last_batch_is_made_durable_again_at_the_start()
    {
        // It may have been written and never flushed: a process that was killed in between cannot know.
        int written = 0;
        folder.Files.OnWrite = bytes =>
        {
            written += bytes;
            return bytes;
        };
        folder.Replay();
        Assert.Equal(last.Length, written);
        Assert.True(folder.Files.Flushes > 0);
        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    public void Dispose() => folder.Dispose();

    private void AssertCutAt(Func<int, byte[]> damage)
    {
        for (int cut = last.Offset; cut < last.Offset + last.Length; cut++) AssertCut(damage(cut));
    }

    private void AssertCut(byte[] content)
    {
        File.WriteAllBytes(path, content);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => LogFolder.Record(i)), folder.Replay(out long tornBytes));
        Assert.Equal(content.AsSpan(last.Offset).LastIndexOfAnyExcept((byte)0) + 1, tornBytes);
    }
}
