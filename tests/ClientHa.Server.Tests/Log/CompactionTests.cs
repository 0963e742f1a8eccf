using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

public sealed class CompactionTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void Only_segments_whose_records_all_come_before_are_removed()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
        long[] begins = [.. log.Segments.Select(s => s.FirstIndex)];
        Assert.True(begins.Length > 3);

        log.RemoveSegmentsBefore(begins[1] - 1);
        Assert.Equal(1, log.FirstIndex);
        log.RemoveSegmentsBefore(begins[1]);
        Assert.Equal(begins[1], log.FirstIndex);
        log.RemoveSegmentsBefore(begins[3]);
        Assert.Equal(begins[3..], log.Segments.Select(s => s.FirstIndex));
        Assert.Equal(begins.Length - 3, folder.Segments.Length);
        Assert.Equal((begins.Length - 2) * LogFolder.SegmentBytes, log.Bytes);
    }

    [Fact]
    public void The_segment_that_is_written_is_never_removed()
    {
        using (RecordLog log = folder.Open())
        {
            LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
            log.RemoveSegmentsBefore(long.MaxValue);
            Assert.Single(folder.Segments);
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        }
        using RecordLog again = folder.Open(afterIndex: 300);
        Assert.Equal(301, again.LastIndex);
    }

    [Fact]
    public void Readers_go_on_while_the_log_is_written_and_compacted()
    {
        const int Records = 6_000;
        using RecordLog log = folder.Open();
        int done = 0;
        long[] read = new long[3];
        var readers = new Thread[3];
        var failures = new List<Exception>();
        for (int i = 0; i < readers.Length; i++)
        {
            int number = i;
            readers[i] = new Thread(() =>
            {
                try
                {
                    read[number] = Follow(log, Records, number);
                }
                catch (Exception e)
                {
                    lock (failures) failures.Add(e);
                }
            });
            readers[i].Start();
        }
        var compactor = new Thread(() =>
        {
            while (Volatile.Read(ref done) == 0) log.RemoveSegmentsBefore(log.DurableIndex - 200);
        });
        compactor.Start();

        for (int i = 0; log.LastIndex < Records; i++) LogFolder.Append(log, batches: 1, recordsPerBatch: 1 + (i % 7));
        foreach (Thread reader in readers) reader.Join();
        Volatile.Write(ref done, 1);
        compactor.Join();
        Assert.Empty(failures);
        Assert.All(read, count => Assert.True(count > 0));
        Assert.True(folder.Segments.Length < 20);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Reads to the end, checking each record; where it was overtaken, begins anew. Returns how many it has seen.</summary>
    private static long Follow(RecordLog log, long last, int number)
    {
        long seen = 0;
        for (long from = 1; from <= last;)
        {
            try
            {
                using LogReader reader = log.OpenReader(from);
                while (from <= last)
                {
                    if (!reader.TryRead(out long index, out ReadOnlyMemory<byte> record))
                    {
                        Thread.Yield();
                        continue;
                    }
                    Assert.Equal(from, index);
                    Assert.Equal(LogFolder.Record(index), record.ToArray());
                    from++;
                    if (++seen % (1000 * (number + 1)) == 0) break;
                }
            }
            catch (LogCompactedException e)
            {
                Assert.True(e.FirstIndex > from);
                from = log.FirstIndex;
            }
        }
        return seen;
    }
}
