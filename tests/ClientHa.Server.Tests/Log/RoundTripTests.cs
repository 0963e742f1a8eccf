using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

public sealed class RoundTripTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void A_log_shows_after_reopening_what_was_synced()
    {
        byte[] large = new byte[4 << 20];
        new Random(1).NextBytes(large);
        byte[][] records = [[], [1], large, [], LogFolder.Record(5)];
        using (RecordLog log = folder.Open())
        {
            Assert.Equal(0, log.LastIndex);
            foreach (byte[] record in records[..2]) log.Append(record);
            log.Sync();
            foreach (byte[] record in records[2..]) log.Append(record);
            log.Sync();
            Assert.Equal(5, log.DurableIndex);
        }

        List<byte[]> shown = folder.Replay(out long tornBytes);
        Assert.Equal(records.Length, shown.Count);
        Assert.All(shown, (record, i) => Assert.True(record.AsSpan().SequenceEqual(records[i])));
        Assert.Equal(0, tornBytes);
    }

    [Fact]
    public void What_was_not_synced_is_gone()
    {
        using (RecordLog log = folder.Open())
        {
            Assert.Equal(1, log.Append([1]));
            log.Sync();
            Assert.Equal(2, log.Append([2]));
            Assert.Equal((2, 1), (log.LastIndex, log.DurableIndex));
        }
        Assert.Equal([[1]], folder.Replay());
    }

    [Fact]
    public void A_sync_of_nothing_asks_nothing_of_the_disk()
    {
        using RecordLog log = folder.Open();
        int flushes = folder.Files.Flushes;
        log.Sync();
        Assert.Equal(flushes, folder.Files.Flushes);
    }

    [Fact]
    public void One_sync_is_one_flush_of_all_that_waits()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        int flushes = folder.Files.Flushes;
        LogFolder.Append(log, batches: 1, recordsPerBatch: 64);
        Assert.Equal(flushes + 1, folder.Files.Flushes);
    }

    [Fact]
    public void A_log_goes_on_where_it_stopped()
    {
        for (int i = 1; i <= 50; i++) folder.Fill(batches: 3, recordsPerBatch: 2);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => LogFolder.Record(i)), folder.Replay());
        Assert.True(folder.Segments.Length > 1);
    }

    [Fact]
    public void Only_what_a_snapshot_lacks_is_shown()
    {
        folder.Fill(batches: 100, recordsPerBatch: 3, recordBytes: 50);
        Assert.True(folder.Segments.Length > 3);
        for (int after = 0; after <= 300; after += 4) Assert.Equal(300 - after, folder.Replay(after).Count);
    }

    [Fact]
    public void A_segment_that_a_snapshot_contains_is_not_read_at_the_start()
    {
        folder.Fill(batches: 100, recordsPerBatch: 3, recordBytes: 50);
        byte[] content = File.ReadAllBytes(folder.Segments[0]);
        content[500] ^= 1;
        File.WriteAllBytes(folder.Segments[0], content);
        Assert.Equal(100, folder.Replay(afterIndex: 200).Count);
    }

    [Fact]
    public void An_empty_log_goes_on_after_a_snapshot()
    {
        using (RecordLog log = folder.Open(afterIndex: 1000))
        {
            Assert.Equal((1001, 1000), (log.FirstIndex, log.LastIndex));
            Assert.Equal(1001, log.Append([1]));
            log.Sync();
        }
        Assert.Equal([[1]], folder.Replay(afterIndex: 1000));
        Assert.Equal(1001, RecordLog.FindFirstIndex(folder.FullPath));
    }

    [Fact]
    public void A_segment_keeps_what_its_owner_noted()
    {
        int begun = 0;
        var options = new RecordLogOptions { SegmentBytes = LogFolder.SegmentBytes };
        using (RecordLog log = RecordLog.Open(folder.FullPath, options, () => [(byte)++begun], 0, (_, _) => { }))
            LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);

        using RecordLog again = folder.Open();
        Assert.Equal(Enumerable.Range(1, begun).Select(i => new[] { (byte)i }), again.Segments.Select(s => s.Header.ToArray()));
        Assert.Equal(1, again.Segments[0].FirstIndex);
        Assert.Equal(begun, folder.Segments.Length);
    }

    [Fact]
    public void Segments_are_set_aside_in_full_size()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        Assert.Equal(LogFolder.SegmentBytes, new FileInfo(folder.Segments[0]).Length);
        Assert.Equal(2 * LogFolder.SegmentBytes, log.Bytes);
        Assert.Equal(log.Bytes, Directory.GetFiles(folder.FullPath).Sum(f => new FileInfo(f).Length));
    }

    [Fact]
    public void A_batch_that_is_larger_than_a_segment_gets_a_file_of_its_size()
    {
        using (RecordLog log = folder.Open())
        {
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: 10_000);
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        }
        long[] sizes = [.. folder.Segments.Select(s => new FileInfo(s).Length)];
        Assert.Equal([LogFolder.SegmentBytes, sizes[1], LogFolder.SegmentBytes], sizes);
        Assert.InRange(sizes[1], 10_000, 10_200);
        Assert.Equal(3, folder.Replay().Count);
    }

    public void Dispose() => folder.Dispose();
}
