using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>A site's log and snapshots, by the rules of the embedded store: one process writes, and reads what is durable.</summary>
internal sealed class SiteStore
{
    private readonly SimDisk disk;
    private readonly StoreLimits limits;
    private readonly List<(long Record, VersionVector Vector)> checkpoints = [];
    private bool hasSpare;

    /// <summary>Recovers what is on the disk.</summary>
    public SiteStore(SimDisk disk, StoreLimits limits, Replica replica)
    {
        (this.disk, this.limits) = (disk, limits);
        TornTail = Image.IsTorn;
        Survived = Image.Unflushed;
        Image.IsTorn = false;
        Image.Unflushed = [];
        RecoverSnapshot(replica);
        SimulationViolation.Unless(
            SnapshotRecord + 1 >= Image.First, "recovery gives the same replica", $"the log of replica {replica.Id} begins with record {Image.First}, and the snapshot ends with {SnapshotRecord}");
        for (long record = SnapshotRecord + 1; record <= Image.Last; record++)
        {
            Recover(replica, Image.Records[(int)(record - Image.First)]);
            Note(record, replica.Vector);
        }
        DurableVector = replica.Vector;
        Reserve();
        foreach (LogRecord record in Survived)
            Recover(replica, record);
        Append(Survived);
        checkpoints.Add((Image.Last, replica.Vector));
    }

    /// <summary>What everything durable covers.</summary>
    public VersionVector DurableVector { get; private set; }

    /// <summary>No room for more: writes are refused until there is, reads go on.</summary>
    public bool IsFull { get; private set; }

    public long FirstRecord => Image.First;

    public long DurableRecord => Image.Last;

    public long SnapshotRecord => Image.Snapshots.Count > 0 ? Image.Snapshots[0].Records : 0;

    /// <summary>A batch that had never become durable was cut off when the log was opened.</summary>
    public bool TornTail { get; }

    /// <summary>A batch whose flush nobody had seen return, and which was there all the same.</summary>
    public LogRecord[] Survived { get; }

    public bool NeedsSnapshot => Image.Last - SnapshotRecord >= limits.RecordsPerSnapshot;

    private DiskImage Image => disk.Image;

    /// <summary>A batch is durable.</summary>
    public void Append(LogRecord[] batch)
    {
        foreach (LogRecord record in batch)
        {
            Add(record);
            DurableVector = record switch
            {
                LogRecord.Applied { Operation: { } operation } => DurableVector.With(operation.Replica, operation.Sequence, operation.Chain),
                LogRecord.StateEnd end => DurableVector.Merge(end.Vector),
                _ => DurableVector,
            };
        }
        Note(Image.Last, DurableVector);
        Reserve();
    }

    /// <summary>Sets room aside for the next segment; what is under way has the room of this one.</summary>
    public void Reserve()
    {
        hasSpare |= disk.HasRoom;
        IsFull = !hasSpare;
    }

    public LogRecord? Read(long record) => record >= Image.First && record <= Image.Last ? Image.Records[(int)(record - Image.First)] : null;

    /// <summary>A reader of all that the vector doesn't cover; null where the log no longer reaches back that far.</summary>
    public RecordReader? OpenReader(VersionVector from)
    {
        // The farthest place of all: what lies before it is covered, and may be cut away while a reader still passes it.
        long last = -1;
        foreach ((long record, VersionVector vector) in checkpoints)
            last = from.Covers(vector) ? Math.Max(last, record) : last;
        foreach (Segment segment in Image.Segments)
            last = from.Covers(segment.Before) ? Math.Max(last, segment.First - 1) : last;
        last = from.Covers(DurableVector) ? Image.Last : last;
        return last < 0 || last + 1 < Image.First ? null : new(this, last + 1);
    }

    /// <returns>False where there is no room for it.</returns>
    public bool TryWriteSnapshot(ReplicaState state)
    {
        if (!disk.HasRoom)
            return false;
        Image.Snapshots.Insert(0, new(state.Records, [state.ToPart(), new LogRecord.StateEnd(state.Vector)]));
        if (Image.Snapshots.Count > 2)
            Image.Snapshots.RemoveAt(2);

        // The older snapshot, too, needs what follows it: it stands in for a newer one that is damaged.
        int retained = Math.Min(Image.Segments.Count, limits.RetainedRecords / limits.SegmentRecords);
        if (Image.Segments.Count > retained)
        {
            Image.CutBefore(Math.Min(Image.Snapshots[^1].Records + 1, Image.Segments[^Math.Max(retained, 1)].First));
            checkpoints.RemoveAll(note => note.Record < Image.First - 1);
        }
        return true;
    }

    private void Add(LogRecord record)
    {
        bool isFirst = Image.Segments.Count == 0;
        if (isFirst || (hasSpare && Image.Last + 1 - Image.Segments[^1].First >= limits.SegmentRecords))
        {
            Image.Segments.Add(new(isFirst ? Image.First : Image.Last + 1, DurableVector));
            hasSpare = false;
        }
        Image.Records.Add(record);
    }

    private void Note(long record, VersionVector vector)
    {
        if (checkpoints.Count == 0 || record - checkpoints[^1].Record >= limits.CheckpointInterval)
            checkpoints.Add((record, vector));
    }

    private void RecoverSnapshot(Replica replica)
    {
        if (Image.Snapshots.Count == 0)
            return;
        foreach (LogRecord record in Image.Snapshots[0].Content)
            Recover(replica, record);
        replica.RecoverAt(SnapshotRecord);
    }

    private static void Recover(Replica replica, LogRecord record) => SimulationViolation.Unless(
        replica.Recover(record), "recovery gives the same replica", $"replica {replica.Id} cannot recover {(record as LogRecord.Applied)?.Operation.Sequence} behind {replica.Vector}");
}
