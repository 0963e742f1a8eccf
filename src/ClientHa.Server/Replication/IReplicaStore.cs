using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>
/// Where a replica keeps its log. One writer appends and syncs; any number of readers read what is durable, at the same time.
/// </summary>
internal interface IReplicaStore : IDisposable
{
    /// <summary>The disk takes no more: writes are refused until it does, reads go on.</summary>
    bool IsFull { get; }

    /// <summary>Why, in the system's words; null where it does.</summary>
    string? FullReason { get; }

    /// <summary>What everything durable covers.</summary>
    VersionVector DurableVector { get; }

    /// <summary>Buffers a record; <see cref="Sync"/> makes it durable.</summary>
    void Append(LogRecord record);

    /// <summary>Makes all that was appended durable, at once. A failure is final: the process must stop.</summary>
    /// <exception cref="Log.LogRefusedException">But for this one: the disk is full or read-only, and all that was appended is
    /// forgotten.</exception>
    void Sync();

    /// <summary>A replica as of everything durable. From the writer's thread.</summary>
    Replica Recover();

    /// <summary>Tries to get out of <see cref="IsFull"/>. From the writer's thread.</summary>
    bool TryMakeRoom();

    /// <summary>A reader of all that the vector doesn't cover; null where the log no longer reaches back that far.</summary>
    IRecordReader? OpenReader(VersionVector from);

    /// <summary>A reader of what comes from now on, and the vector of all that was before.</summary>
    IRecordReader OpenReaderAtEnd(out VersionVector from);

    /// <summary>How much recovery would read behind the last snapshot, more or less.</summary>
    long BytesSinceSnapshot { get; }

    /// <summary>Writes the state down, so that the records up to it are no longer needed for recovery.</summary>
    void WriteSnapshot(ReplicaState state);

    /// <summary>Removes what a snapshot contains, but for the newest bytes, which peers and watches that were away still read.</summary>
    void RemoveOldSegments(long retainedBytes);

    /// <summary>Wakes readers that have read everything durable.</summary>
    DurabilitySignal Durability { get; }
}
