namespace ClientHa.Core.Replication;

/// <summary>All that a replica knows, at one moment.</summary>
/// <param name="Records">How many log records it holds: the records behind go on from here.</param>
internal sealed record ReplicaState(VersionVector Vector, StoredDocument[] Documents, OperationResult[] Results, ulong Digest, long Records)
{
    public StoredCounter[] Counters { get; init; } = [];

    /// <inheritdoc cref="LogRecord.StatePart.Additions"/>
    public Addition[] Additions { get; init; } = [];

    public StoredConflict[] Conflicts { get; init; } = [];

    /// <inheritdoc cref="OperationResults.Horizon"/>
    public ulong ResultsHorizon { get; init; }

    /// <inheritdoc cref="CounterTable.Horizon"/>
    public ulong AdditionsHorizon { get; init; }

    public StoredMember[] Members { get; init; } = [];

    /// <inheritdoc cref="LogRecord.StatePart.Collected"/>
    public VersionVector Collected { get; init; } = VersionVector.Empty;

    /// <summary>All of it as one part.</summary>
    public LogRecord.StatePart ToPart() => new(Documents, Results)
    {
        Counters = Counters,
        Additions = Additions,
        Conflicts = Conflicts,
        Members = Members,
        Collected = Collected,
        ResultsHorizon = ResultsHorizon,
        AdditionsHorizon = AdditionsHorizon,
    };
}
