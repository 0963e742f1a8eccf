using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log;

/// <summary>A log and a list that must be the same.</summary>
internal sealed class ModelRun : IDisposable
{
    private readonly LogFolder folder = new();
    private readonly List<byte[]> synced = [];
    private readonly List<byte[]> pending = [];
    private RecordLog log;
    private LogReader? reader;
    private long nextRead;

    // What a snapshot is taken to contain.
    private long compacted;

    public ModelRun() => log = folder.Open();

    public void Do(ModelStep step)
    {
        switch (step.Kind)
        {
            case ModelStepKind.Append:
                Append(step.Number);
                break;
            case ModelStepKind.Sync:
                Sync();
                break;
            case ModelStepKind.Crash:
                Reopen();
                break;
            case ModelStepKind.TornCrash:
                Tear(step.Number);
                break;
            case ModelStepKind.RefusedWrite:
                Refuse(step.Number);
                break;
            case ModelStepKind.Compact:
                compacted = Math.Max(compacted, step.Number % (synced.Count + 1));
                log.RemoveSegmentsBefore(compacted + 1);
                Assert.InRange(log.FirstIndex, 1, compacted + 1);
                break;
            case ModelStepKind.Read:
                Read(step.Number);
                break;
            default:
                folder.Files.OnCreate = folder.Files.OnCreate is null ? (_, _) => throw DiskRefusal.NoSpace() : null;
                if (folder.Files.OnCreate is null) log.TryReserve();
                break;
        }
        Assert.Equal((synced.Count, synced.Count + pending.Count), (log.DurableIndex, log.LastIndex));
    }

    public void Dispose()
    {
        reader?.Dispose();
        log.Dispose();
        folder.Dispose();
    }

    private void Append(int number)
    {
        if (log.IsFull) return;

        // Mostly small, at times larger than a segment.
        var record = new byte[number % 50 == 0 ? number % 9_000 : number % 300];
        new Random(number).NextBytes(record);
        pending.Add(record);
        Assert.Equal(synced.Count + pending.Count, log.Append(record));
    }

    private void Sync()
    {
        try
        {
            log.Sync();
            synced.AddRange(pending);
            pending.Clear();
        }
        catch (LogRefusedException) when (folder.Files.OnCreate is not null)
        {
            // More was under way than the segment had room for.
            pending.Clear();
        }
    }

    /// <summary>Lets only a part of the next batch arrive.</summary>
    private void Tear(int number)
    {
        if (pending.Count > 0)
        {
            folder.Files.OnWrite = count => Math.Min(count, number % Math.Max(1, count));
            Assert.ThrowsAny<IOException>(log.Sync);
            folder.Files.OnWrite = null;
        }
        Reopen();
    }

    /// <summary>The disk takes only a part of the next batch, and perhaps more later.</summary>
    private void Refuse(int number)
    {
        if (pending.Count > 0)
        {
            folder.Files.OnWrite = count => Math.Min(count, number % Math.Max(1, count));
            folder.Files.WriteFailure = DiskRefusal.ReadOnly;
            Assert.Throws<LogRefusedException>(log.Sync);
            folder.Files.WriteFailure = () => new IOException("Input/output error");
            folder.Files.OnWrite = null;
            pending.Clear();
        }
        if (number % 5 > 0) log.TryReserve();
    }

    private void Reopen()
    {
        reader?.Dispose();
        reader = null;
        log.Dispose();
        pending.Clear();
        folder.Files.OnCreate = null;

        long index = compacted;
        log = folder.Open(afterIndex: compacted, visit: (actual, record) =>
        {
            Assert.Equal(++index, actual);
            Assert.Equal(synced[(int)index - 1], record.ToArray());
        });
        Assert.Equal(synced.Count, index);
    }

    private void Read(int number)
    {
        if (reader is null || number % 3 == 0)
        {
            reader?.Dispose();
            nextRead = log.FirstIndex + (number % (synced.Count + 2 - log.FirstIndex));
            reader = log.OpenReader(nextRead);
        }

        try
        {
            while (reader.TryRead(out long index, out ReadOnlyMemory<byte> record))
            {
                Assert.Equal(nextRead++, index);
                Assert.Equal(synced[(int)index - 1], record.ToArray());
                if (number % 7 == 0) return;
            }
            Assert.Equal(synced.Count + 1, nextRead);
        }
        catch (LogCompactedException)
        {
            Assert.True(nextRead < log.FirstIndex);
            reader.Dispose();
            reader = null;
        }
    }
}
