namespace ClientHa.Core.Replication;

/// <summary>All that a replica knows, at one moment.</summary>
/// <param name="Records">How many log records it holds: the records behind go on from here.</param>
internal sealed record ReplicaState(VersionVector Vector, StoredDocument[] Documents, OperationResult[] Results, ulong Digest, long Records)
{
    public StoredCounter[] Counters { get; init; } = [];

    public StoredConflict[] Conflicts { get; init; } = [];

    public StoredMember[] Members { get; init; } = [];

    /// <inheritdoc cref="LogRecord.StatePart.Collected"/>
    public VersionVector Collected { get; init; } = VersionVector.Empty;
}
