using System.Globalization;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;

namespace ClientHa.Server.Replication;

/// <summary>The embedded store: the log and the snapshots of a data directory.</summary>
internal sealed class LogStore : IReplicaStore
{
    private readonly DataDirectory directory;
    private readonly Func<Replica> create;
    private readonly SnapshotFiles snapshots;
    private readonly LogCheckpoints checkpoints = new();
    private readonly RecordLog log;
    private VersionVector written;
    private Position durable;
    private long pendingBytes;
    private long snapshotIndex;
    private readonly long maxBytes;
    private long bytes;

    private LogStore(
        SnapshotFiles snapshots, long snapshotIndex, Func<Replica> create, Replica replica, DataDirectory directory, RecordLogOptions options)
    {
        (this.snapshots, this.snapshotIndex, this.create, this.directory, maxBytes) = (snapshots, snapshotIndex, create, directory, options.MaxBytes);
        written = VersionVector.Empty;
        durable = new(0, VersionVector.Empty);
        log = RecordLog.Open(directory.LogPath, options, Header, snapshotIndex, (index, record) => Recover(replica, index, record));
        checkpoints.Note(log.DurableIndex, replica.Vector);
        written = replica.Vector;
        durable = new(log.DurableIndex, replica.Vector);
        Measure();
    }

    public DurabilitySignal Durability { get; } = new();

    public bool IsFull => FullReason is not null;

    /// <summary>What the disk said when it refused room, or that the log may grow no further; null where <see cref="IsFull"/> is false.</summary>
    public string? FullReason => log.FullReason ?? (IsTooLong
        ? string.Create(CultureInfo.InvariantCulture, $"the log has grown to {Volatile.Read(ref bytes)} bytes, and MaxLogBytes allows {maxBytes}: it is cut when a snapshot has been written")
        : null);

    /// <summary>No snapshot has come in time for the log to be cut.</summary>
    public bool IsTooLong => Volatile.Read(ref bytes) > maxBytes;

    /// <summary>What the log takes of the disk.</summary>
    public long LogBytes => log.Bytes;

    public VersionVector DurableVector => Volatile.Read(ref durable).Vector;

    /// <summary>How many bytes of a write that was never acknowledged were cut off when the log was opened.</summary>
    public long TornBytes => log.TornBytes;

    public long Records => log.DurableIndex;

    /// <summary>Opens the directory's log, and gives a new replica all that is in it.</summary>
    /// <exception cref="LogCorruptException">The log is damaged, and nothing was changed.</exception>
    public static LogStore Open(DataDirectory directory, Func<Replica> create, out Replica replica, RecordLogOptions? options = null)
    {
        options ??= new RecordLogOptions();
        SnapshotFiles snapshots = new(directory.SnapshotsPath, options.Files);
        (replica, long snapshotIndex) = RecoverSnapshot(directory, snapshots, create);
        return new(snapshots, snapshotIndex, create, replica, directory, options);
    }

    public void Append(LogRecord record)
    {
        byte[] bytes = RecordCodec.Write(record);
        // A batch that fits into a segment needs no other room than what was set aside; a whole state is many batches.
        if (pendingBytes + bytes.Length > log.SegmentBytes / 2)
            Sync();
        pendingBytes += bytes.Length;
        log.Append(bytes);
        written = record switch
        {
            LogRecord.Applied { Operation: { } operation } => written.With(operation.Replica, operation.Sequence, operation.Chain),
            LogRecord.StateEnd end => written.Merge(end.Vector),
            _ => written,
        };
    }

    public void Sync()
    {
        try
        {
            log.Sync();
        }
        catch (LogRefusedException)
        {
            written = DurableVector;
            pendingBytes = 0;
            throw;
        }
        pendingBytes = 0;
        Volatile.Write(ref durable, new(log.DurableIndex, written));
        checkpoints.Note(log.DurableIndex, written);
        Measure();
        Durability.Set();
    }

    public Replica Recover()
    {
        while (true)
        {
            IReadOnlyList<long> there = snapshots.Indexes;
            try
            {
                (Replica replica, long index) = RecoverSnapshot(directory, snapshots, create);
                using LogReader reader = log.OpenReader(index + 1);
                while (reader.TryRead(out long next, out ReadOnlyMemory<byte> record))
                    Recover(replica, next, record.Span);
                return replica;
            }
            catch (IOException gone) when (gone is FileNotFoundException or LogCompactedException && !there.SequenceEqual(snapshots.Indexes))
            {
                // Another snapshot was written meanwhile, and the log was cut to it with all that came before.
            }
        }
    }

    public bool TryMakeRoom()
    {
        Measure();
        return log.TryReserve();
    }

    public IRecordReader? OpenReader(VersionVector from)
    {
        try
        {
            // The farthest place of all: what lies before it is covered, and may be cut away while a reader still passes it.
            long last = checkpoints.LastCovered(from) ?? -1;
            last = Math.Max(last, log.Segments.LastOrDefault(segment => from.Covers(ReadHeader(segment.Header.Span)))?.FirstIndex - 1 ?? -1);
            Position now = Volatile.Read(ref durable);
            last = from.Covers(now.Vector) ? now.Index : last;
            return last < 0 ? null : new RecordReader(log.OpenReader(last + 1));
        }
        catch (LogCompactedException)
        {
            return null;
        }
    }

    public IRecordReader OpenReaderAtEnd(out VersionVector from)
    {
        Position now = Volatile.Read(ref durable);
        from = now.Vector;
        return new RecordReader(log.OpenReader(now.Index + 1));
    }

    public long BytesSinceSnapshot => log.Segments.Count(segment => segment.FirstIndex > snapshotIndex) * log.SegmentBytes;

    public void WriteSnapshot(ReplicaState state)
    {
        snapshots.Write(state.Records, writer =>
        {
            foreach (V1.SnapshotPart part in StateParts.Of(state))
                writer.Add(RecordCodec.Write(part));
            writer.Add(RecordCodec.Write(new LogRecord.StateEnd(state.Vector)));
        });
        snapshotIndex = state.Records;
    }

    /// <summary>
    /// As small as it can be: one snapshot, which is read again before all that it stands for is removed, and the newest bytes of the
    /// log.
    /// </summary>
    /// <exception cref="SnapshotCorruptException">What was written is not what is read: nothing was removed.</exception>
    public void Compact(ReplicaState state, long retainedBytes)
    {
        WriteSnapshot(state);
        snapshots.Read(state.Records, _ => { });
        snapshots.RemoveBefore(state.Records);
        RemoveOldSegments(retainedBytes);
    }

    /// <summary>Closes the store, and leaves no room for more in its log.</summary>
    public void DisposeTrimmed() => log.DisposeTrimmed();

    /// <summary>Removes what a snapshot contains, but for the newest bytes, which peers and watches that were away still read.</summary>
    public void RemoveOldSegments(long retainedBytes)
    {
        IReadOnlyList<LogSegment> segments = log.Segments;
        int retained = (int)Math.Min(segments.Count, retainedBytes / log.SegmentBytes);
        // The older snapshot, too, needs what follows it: it stands in for a newer one that is damaged.
        long oldest = snapshots.Indexes is [.., long last] ? last : 0;
        if (segments.Count > retained)
        {
            log.RemoveSegmentsBefore(Math.Min(oldest + 1, segments[^Math.Max(retained, 1)].FirstIndex));
            checkpoints.ForgetBefore(log.FirstIndex - 1);
        }
        Measure();
    }

    public void Dispose() => log.Dispose();

    /// <summary>The newest snapshot that is whole; an older one only while the log goes on from there.</summary>
    private static (Replica Replica, long Index) RecoverSnapshot(DataDirectory directory, SnapshotFiles snapshots, Func<Replica> create)
    {
        long logBegins = RecordLog.FindFirstIndex(directory.LogPath) ?? long.MaxValue;
        IReadOnlyList<long> indexes = snapshots.Indexes;
        for (int i = 0; i < indexes.Count; i++)
        {
            Replica replica = create();
            try
            {
                snapshots.Read(indexes[i], part => replica.Recover(RecordCodec.Read(part)));
                replica.RecoverAt(indexes[i]);
                return (replica, indexes[i]);
            }
            catch (SnapshotCorruptException) when (logBegins <= (i + 1 < indexes.Count ? indexes[i + 1] + 1 : 1))
            {
            }
        }
        return (create(), 0);
    }

    private void Recover(Replica replica, long index, ReadOnlySpan<byte> bytes)
    {
        LogRecord record = RecordCodec.Read(bytes);
        if (!replica.Recover(record))
        {
            throw new FormatException(
                $"Record {index} of the log is {(record as LogRecord.Applied)?.Operation.Sequence} of replica {(record as LogRecord.Applied)?.Operation.Replica}, which doesn't follow what is before it.");
        }
        checkpoints.Note(index, replica.Vector);
    }

    private void Measure() => Volatile.Write(ref bytes, log.Bytes);

    private byte[] Header() => RecordCodec.Write(new LogRecord.StateEnd(durable.Vector));

    private static VersionVector ReadHeader(ReadOnlySpan<byte> header) => ((LogRecord.StateEnd)RecordCodec.Read(header)).Vector;

    /// <summary>Both at once: a reader that took them one after the other could find a hole between them.</summary>
    private sealed record Position(long Index, VersionVector Vector);
}
