using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

public sealed class ReaderTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void A_reader_begins_with_any_record_and_reads_to_the_end()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
        for (long from = 1; from <= 301; from++)
        {
            using LogReader reader = log.OpenReader(from);
            List<(long Index, byte[] Record)> read = LogFolder.ReadAll(reader);
            Assert.Equal(301 - from, read.Count);
            long index = from;
            foreach ((long actual, byte[] record) in read)
            {
                Assert.Equal(index, actual);
                Assert.Equal(LogFolder.Record(index), record.AsSpan().TrimEnd((byte)0).ToArray());
                index++;
            }
        }
    }

    [Fact]
    public void A_reader_of_segments_that_were_not_read_at_the_start_finds_their_ends()
    {
        folder.Fill(batches: 100, recordsPerBatch: 3, recordBytes: 50);
        using RecordLog log = folder.Open(afterIndex: 300);
        using LogReader reader = log.OpenReader(1);
        Assert.Equal(300, LogFolder.ReadAll(reader).Count);
    }

    [Fact]
    public void A_reader_begins_in_the_middle_of_a_large_segment_without_reading_all_of_it()
    {
        using (RecordLog log = folder.Open(segmentBytes: 8 << 20))
        {
            LogFolder.Append(log, batches: 600, recordsPerBatch: 10, recordBytes: 1000);
            AssertBeginsNear(log);
        }
        using RecordLog again = folder.Open(segmentBytes: 8 << 20);
        AssertBeginsNear(again);
    }

    [Fact]
    public void A_reader_of_an_empty_log_sees_what_comes()
    {
        using RecordLog log = folder.Open(afterIndex: 41);
        using LogReader reader = log.OpenReader(42);
        Assert.Empty(LogFolder.ReadAll(reader));
        log.Append([1]);
        Assert.Empty(LogFolder.ReadAll(reader));
        log.Sync();
        Assert.Equal([42L], LogFolder.ReadAll(reader).Select(r => r.Index));
    }

    [Fact]
    public void A_record_that_was_removed_is_refused()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
        log.RemoveSegmentsBefore(150);
        long first = log.FirstIndex;
        Assert.InRange(first, 2, 150);
        LogCompactedException e = Assert.Throws<LogCompactedException>(() => log.OpenReader(first - 1));
        Assert.Equal((first - 1, first), (e.Index, e.FirstIndex));
        using LogReader reader = log.OpenReader(first);
        Assert.Equal(301 - first, LogFolder.ReadAll(reader).Count);
    }

    [Fact]
    public void An_open_reader_reads_its_segment_to_the_end_and_then_says_that_the_next_is_gone()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
        using LogReader reader = log.OpenReader(1);
        Assert.True(reader.TryRead(out _, out _));
        log.RemoveSegmentsBefore(300);

        long last = 1;
        Assert.Throws<LogCompactedException>(() =>
        {
            while (reader.TryRead(out long index, out _)) last = index;
        });
        Assert.InRange(last, 2, log.FirstIndex - 1);
    }

    [Fact]
    public void A_batch_that_was_changed_on_the_disk_is_not_given_out()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 10, recordsPerBatch: 1);
        string path = folder.Segments.Single();
        byte[] content = File.ReadAllBytes(path);
        int offset = LogFrames.Find(content)[5].Offset;
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = offset + 12;
            file.WriteByte((byte)(content[offset + 12] ^ 1));
        }

        using LogReader reader = log.OpenReader(1);
        for (int i = 0; i < 4; i++) Assert.True(reader.TryRead(out _, out _));
        LogCorruptException e = Assert.Throws<LogCorruptException>(() => reader.TryRead(out _, out _));
        Assert.Equal((path, offset), (e.File, e.Offset));
    }

    public void Dispose() => folder.Dispose();

    private void AssertBeginsNear(RecordLog log)
    {
        Assert.Single(folder.Segments);
        for (long from = 1; from <= 6000; from++)
            Assert.InRange(from - log.FindSegment(from)!.Before(from).Index, 0, 300);
        for (long from = 1; from < 6000; from += 97)
        {
            using LogReader reader = log.OpenReader(from);
            Assert.True(reader.TryRead(out long index, out _));
            Assert.Equal(from, index);
        }
    }
}
