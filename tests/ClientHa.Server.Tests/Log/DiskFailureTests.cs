using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

public sealed class DiskFailureTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void After_a_failed_flush_every_call_fails_and_the_disk_is_not_asked_again()
    {
        using (RecordLog log = folder.Open())
        {
            LogFolder.Append(log, batches: 2, recordsPerBatch: 1);
            folder.Files.OnFlush = () => throw new IOException("Input/output error");
            log.Append(LogFolder.Record(3));
            Assert.Contains("Input/output error", Assert.Throws<LogFailedException>(log.Sync).Message, StringComparison.Ordinal);

            folder.Files.OnFlush = null;
            int flushes = folder.Files.Flushes;
            Assert.Throws<LogFailedException>(log.Sync);
            Assert.Throws<LogFailedException>(() => log.Append([1]));
            Assert.Throws<LogFailedException>(() => log.TryReserve());
            Assert.Equal(flushes, folder.Files.Flushes);
            Assert.Equal(2, log.DurableIndex);

            using LogReader reader = log.OpenReader(1);
            Assert.Equal(2, LogFolder.ReadAll(reader).Count);
        }
        Assert.InRange(folder.Replay().Count, 2, 3);
    }

    [Fact]
    public void A_failed_flush_of_a_new_segment_leaves_none_behind()
    {
        using (RecordLog log = folder.Open())
        {
            folder.Files.OnFlush = () => throw new IOException("Input/output error");
            log.Append([1]);
            Assert.Throws<LogFailedException>(log.Sync);
            Assert.Empty(folder.Segments);
        }
        folder.Files.OnFlush = null;
        Assert.Empty(folder.Replay());
    }

    [Fact]
    public void A_segment_has_its_name_when_it_is_durable_and_counts_when_its_name_is()
    {
        using RecordLog log = folder.Open();
        int named = 0;
        folder.Files.OnFlush = () => Assert.Empty(folder.Segments);
        folder.Files.OnFlushDirectory = path =>
        {
            named++;
            Assert.Equal(folder.FullPath, path);
            Assert.Single(folder.Segments);
            Assert.Equal(0, log.DurableIndex);
            Assert.Empty(log.Segments);
        };
        log.Append([1]);
        log.Sync();
        Assert.Equal((1, 1), (named, log.DurableIndex));
    }

    [Fact]
    public void A_segment_whose_name_may_not_be_durable_is_not_written_on()
    {
        using (RecordLog log = folder.Open())
        {
            folder.Files.OnFlushDirectory = _ => throw new IOException("Input/output error");
            log.Append([1]);
            Assert.Throws<LogFailedException>(log.Sync);
            Assert.Equal(0, log.DurableIndex);
            Assert.Throws<LogFailedException>(() => log.Append([2]));
        }
    }

    [Fact]
    public void Segments_are_removed_one_by_one_from_the_oldest()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
        string[] left = folder.Segments;
        folder.Files.OnFlushDirectory = _ => Assert.Equal(left = left[1..], folder.Segments);
        log.RemoveSegmentsBefore(long.MaxValue);
        Assert.Single(left);
    }

    [Fact]
    public void A_disk_that_refuses_to_flush_at_the_start_is_not_taken()
    {
        folder.Fill(batches: 1, recordsPerBatch: 1);
        folder.Files.OnFlush = () => throw new IOException("Input/output error");
        Assert.Throws<LogFailedException>(() => folder.Open());
    }

    [Fact]
    public void A_write_that_was_torn_by_an_error_is_cut_off_at_the_next_start()
    {
        for (int good = 0; good < 40; good++)
        {
            int bytes = good;
            using (RecordLog log = folder.Open())
            {
                LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
                folder.Files.OnWrite = count => Math.Min(count, bytes);
                for (int i = 0; i < 10; i++) log.Append(LogFolder.Record(i));
                Assert.Throws<LogFailedException>(log.Sync);
                folder.Files.OnWrite = null;
            }
            Assert.Equal(good + 1, folder.Replay().Count);
        }
    }

    [Fact]
    public void A_full_disk_is_met_while_there_is_room_for_what_is_under_way()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        Assert.False(log.IsFull);
        folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
        while (!log.IsFull) LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: 100);

        // It was met when the last room was begun, not when it was used up.
        Assert.Equal(2, folder.Segments.Length);
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: LogFolder.SegmentBytes - 300);
        Assert.Equal("No space left on device", log.FullReason);
        Assert.Equal(2, folder.Segments.Length);
    }

    [Fact]
    public void A_log_takes_writes_again_when_there_is_room()
    {
        using (RecordLog log = folder.Open())
        {
            folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
            while (!log.IsFull) LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: 100);
            Assert.False(log.TryReserve());
            folder.Files.OnCreate = null;
            Assert.True(log.TryReserve());
            Assert.False(log.IsFull);
            Assert.Null(log.FullReason);
            LogFolder.Append(log, batches: 300, recordsPerBatch: 1, recordBytes: 100);
        }
        Assert.True(folder.Replay().Count > 300);
    }

    [Fact]
    public void A_log_on_a_full_disk_can_be_opened_and_read()
    {
        folder.Fill(batches: 3, recordsPerBatch: 1);
        folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
        using RecordLog log = folder.Open();
        Assert.True(log.IsFull);
        using LogReader reader = log.OpenReader(1);
        Assert.Equal(3, LogFolder.ReadAll(reader).Count);
    }

    [Fact]
    public void A_batch_that_the_disk_has_no_room_for_loses_nothing_that_was_durable()
    {
        using (RecordLog log = folder.Open())
        {
            LogFolder.Append(log, batches: 5, recordsPerBatch: 1);
            folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
            log.Append(new byte[2 * LogFolder.SegmentBytes]);
            Assert.Throws<LogRefusedException>(log.Sync);
            Assert.Equal((5, 5, true), (log.DurableIndex, log.LastIndex, log.IsFull));

            folder.Files.OnCreate = null;
            Assert.True(log.TryReserve());
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: 2 * LogFolder.SegmentBytes);
        }
        Assert.Equal(6, folder.Replay().Count);
    }

    // Of the batch that the disk took in part nothing may be left: a shorter one comes in its place.
    [Fact]
    public void A_disk_that_turns_read_only_in_the_middle_of_a_write_is_written_on_when_it_has_recovered()
    {
        for (int part = 0; part < 200; part += 7)
        {
            int bytes = part;
            using LogFolder own = new();
            using (RecordLog log = own.Open())
            {
                LogFolder.Append(log, batches: 3, recordsPerBatch: 1);
                own.Files.OnWrite = count => Math.Min(count - 1, bytes);
                own.Files.WriteFailure = DiskRefusal.ReadOnly;
                for (int i = 0; i < 10; i++) log.Append(LogFolder.Record(9_000 + i));
                Assert.Throws<LogRefusedException>(log.Sync);
                Assert.Equal((3, 3, "Read-only file system"), (log.DurableIndex, log.LastIndex, log.FullReason));
                Assert.False(log.TryReserve());
                using LogReader reader = log.OpenReader(1);
                Assert.Equal(3, LogFolder.ReadAll(reader).Count);

                own.Files.OnWrite = null;
                Assert.True(log.TryReserve());
                LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
                Assert.Equal([4L], LogFolder.ReadAll(reader).Select(each => each.Index));

                // The file ends in zeros again, as one must that another follows.
                LogFolder.Append(log, batches: 100, recordsPerBatch: 3, recordBytes: 50);
            }
            Assert.Equal(304, own.Replay().Count);
        }
    }

    [Fact]
    public void A_log_on_a_read_only_disk_is_opened_and_read_and_its_torn_tail_is_cut_off_when_the_disk_has_recovered()
    {
        folder.Fill(batches: 3, recordsPerBatch: 1);
        string last = folder.Segments[^1];
        byte[] bytes = File.ReadAllBytes(last);
        (int offset, int length) = LogFrames.Find(bytes)[^1];
        bytes[offset + length - 1] ^= 1;
        File.WriteAllBytes(last, bytes);
        folder.Files.OnOpen = _ => throw DiskRefusal.ReadOnly();
        folder.Files.OnCreate = (_, _) => throw DiskRefusal.ReadOnly();

        using (RecordLog log = folder.Open())
        {
            Assert.Equal((2, true, length), (log.DurableIndex, log.IsFull, log.TornBytes));
            using LogReader reader = log.OpenReader(1);
            Assert.Equal(2, LogFolder.ReadAll(reader).Count);
            log.Append([1]);
            Assert.Throws<LogRefusedException>(log.Sync);
            Assert.Equal(bytes, File.ReadAllBytes(last));

            folder.Files.OnOpen = null;
            folder.Files.OnCreate = null;
            Assert.True(log.TryReserve());
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
            Assert.Equal([3L], LogFolder.ReadAll(reader).Select(each => each.Index));
        }
        Assert.Equal(3, folder.Replay(out long torn).Count);
        Assert.Equal(0, torn);
    }

    [Fact]
    public void A_flush_that_fails_is_final_whatever_the_disk_says()
    {
        using RecordLog log = folder.Open();
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        folder.Files.OnFlush = () => throw DiskRefusal.NoSpace();
        log.Append([1]);
        Assert.Throws<LogFailedException>(log.Sync);
        folder.Files.OnFlush = null;
        Assert.Throws<LogFailedException>(() => log.TryReserve());
    }

    [Fact]
    public async Task Nothing_is_durable_before_the_flush_has_ended()
    {
        using RecordLog log = folder.Open();
        using var flushing = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        folder.Files.OnFlush = () =>
        {
            flushing.Release();
            goOn.Wait();
        };
        log.Append(LogFolder.Record(2));
        Task sync = Task.Run(log.Sync);
        await flushing.WaitAsync();

        using LogReader reader = log.OpenReader(1);
        Assert.Single(LogFolder.ReadAll(reader));
        Assert.Equal(1, log.DurableIndex);
        goOn.Release();
        await sync;
        Assert.Equal([2L], LogFolder.ReadAll(reader).Select(r => r.Index));
    }

    [Fact]
    public void A_log_on_a_disk_that_removes_nothing_any_more_is_closed()
    {
        RecordLog log = folder.Open();
        string spare = Path.Combine(folder.FullPath, "next.tmp");
        File.Delete(spare);
        // Which no removal of a file takes away, as little as a file of a disk that has turned read-only.
        Directory.CreateDirectory(spare);

        log.Dispose();

        Assert.Throws<LogFailedException>(() => log.Append([1]));
    }

    public void Dispose() => folder.Dispose();
}
