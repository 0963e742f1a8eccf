using ClientHa.Server.Log;
using ClientHa.Server.Tests.Log.Faults;

namespace ClientHa.Server.Tests.Log;

public sealed class SnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clientha-snapshots-").FullName;
    private readonly FaultyFiles files = new();
    private readonly SnapshotFiles snapshots;

    public SnapshotTests() => snapshots = new SnapshotFiles(folder, files);

    [Fact]
    public void A_snapshot_is_read_as_it_was_written()
    {
        var random = new Random(1);
        byte[][] parts = [.. Enumerable.Range(0, 100).Select(_ => new byte[random.Next(70_000)]), [], new byte[5 << 20], [1]];
        foreach (byte[] part in parts) random.NextBytes(part);
        snapshots.Write(7, writer =>
        {
            foreach (byte[] part in parts) writer.Add(part);
        });
        Assert.Equal([7L], snapshots.Indexes);
        List<byte[]> shown = Read(7);
        Assert.Equal(parts.Length, shown.Count);
        Assert.All(shown, (part, i) => Assert.True(part.AsSpan().SequenceEqual(parts[i])));
    }

    [Fact]
    public void A_snapshot_of_nothing_is_one()
    {
        snapshots.Write(0, _ => { });
        Assert.Empty(Read(0));
    }

    [Fact]
    public void The_newest_two_are_kept()
    {
        foreach (long index in (long[])[5, 20, 300]) snapshots.Write(index, writer => writer.Add([(byte)index]));
        Assert.Equal([300L, 20], snapshots.Indexes);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal([[20]], Read(20));
    }

    [Fact]
    public void A_snapshot_of_the_same_record_takes_the_place_of_the_one_before()
    {
        snapshots.Write(5, writer => writer.Add([1]));
        snapshots.Write(5, writer => writer.Add([2]));
        Assert.Equal([[2]], Read(5));
    }

    [Fact]
    public void A_snapshot_that_fails_half_way_changes_nothing()
    {
        snapshots.Write(1, writer => writer.Add([1]));
        files.OnWrite = count => count / 2;
        Assert.Throws<IOException>(() => snapshots.Write(2, writer => writer.Add(new byte[10 << 20])));
        files.OnWrite = null;
        files.OnFlush = () => throw new IOException("Input/output error");
        Assert.Throws<IOException>(() => snapshots.Write(2, writer => writer.Add([2])));
        Assert.Throws<InvalidOperationException>(() => snapshots.Write(2, _ => throw new InvalidOperationException()));

        Assert.Single(Directory.GetFiles(folder));
        Assert.Equal([[1]], Read(1));
    }

    [Fact]
    public void A_snapshot_has_its_name_when_it_is_durable_and_is_done_when_its_name_is()
    {
        string path = Path.Combine(folder, "0000000000000002.snap");
        snapshots.Write(1, _ => { });
        files.OnFlush = () => Assert.False(File.Exists(path));
        int named = 0;
        files.OnFlushDirectory = directory =>
        {
            named++;
            Assert.Equal(folder, directory);
            Assert.True(File.Exists(path));
        };
        snapshots.Write(2, _ => { });
        Assert.Equal(1, named);
    }

    [Fact]
    public void What_a_crash_left_unfinished_is_removed()
    {
        File.WriteAllText(Path.Combine(folder, "0000000000000001.snap.tmp"), "?");
        Assert.Empty(new SnapshotFiles(folder).Indexes);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Any_bit_that_is_changed_is_found_with_file_and_offset()
    {
        string path = Write();
        byte[] whole = File.ReadAllBytes(path);
        foreach ((int offset, int length) in LogFrames.Find(whole))
        {
            for (int bit = 8 * offset; bit < 8 * (offset + length); bit++)
            {
                byte[] content = [.. whole];
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertRefused(path, content, offset);
            }
        }
    }

    [Fact]
    public void A_snapshot_that_ends_early_anywhere_is_found()
    {
        string path = Write();
        byte[] whole = File.ReadAllBytes(path);
        foreach ((int offset, int length) in LogFrames.Find(whole))
            for (int cut = offset; cut < offset + length; cut++) AssertRefused(path, whole[..cut], offset);
    }

    [Fact]
    public void A_part_that_is_missing_or_there_twice_is_found()
    {
        string path = Write();
        byte[] whole = File.ReadAllBytes(path);
        (int offset, int length) = LogFrames.Find(whole)[1];
        int end = LogFrames.Find(whole)[^1].Offset;
        AssertRefused(path, [.. whole[..offset], .. whole[(offset + length)..]], end - length);
        AssertRefused(path, [.. whole[..(offset + length)], .. whole[offset..]], end + length);
    }

    [Fact]
    public void Something_behind_the_end_is_found()
    {
        string path = Write();
        byte[] whole = File.ReadAllBytes(path);
        AssertRefused(path, [.. whole, 0], whole.Length);
    }

    [Fact]
    public void A_snapshot_under_another_name_is_refused()
    {
        string path = Write();
        byte[] whole = File.ReadAllBytes(path);
        string renamed = Path.Combine(folder, "0000000000000008.snap");
        File.WriteAllBytes(renamed, whole);
        Assert.Equal((renamed, 0L), Refusal(8));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write()
    {
        snapshots.Write(9, writer =>
        {
            for (byte i = 1; i < 4; i++) writer.Add([i, 0, 0, 0, 0, 0, 0, 0, i]);
        });
        return Path.Combine(folder, "0000000000000009.snap");
    }

    private List<byte[]> Read(long index)
    {
        var parts = new List<byte[]>();
        snapshots.Read(index, part => parts.Add(part.ToArray()));
        return parts;
    }

    private (string File, long Offset) Refusal(long index)
    {
        SnapshotCorruptException e = Assert.Throws<SnapshotCorruptException>(() => Read(index));
        Assert.Contains($"'{e.File}' at byte {e.Offset}", e.Message, StringComparison.Ordinal);
        return (e.File, e.Offset);
    }

    private void AssertRefused(string path, byte[] content, long offset)
    {
        File.WriteAllBytes(path, content);
        Assert.Equal((path, offset), Refusal(9));
    }
}
