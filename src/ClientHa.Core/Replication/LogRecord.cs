namespace ClientHa.Core.Replication;

/// <summary>
/// One entry of a site's log. A log holds operations, and what was taken over from another site as state: only operations have a
/// sequence number, and only they go to other sites.
/// </summary>
internal abstract record LogRecord
{
    private LogRecord()
    {
    }

    /// <param name="Operation">What was accepted here or elsewhere.</param>
    /// <param name="Superseded">It came after a write of its key with a greater version, and changed nothing here.</param>
    public sealed record Applied(Operation Operation, bool Superseded) : LogRecord;

    /// <summary>Some of another site's state. They count for nothing before their end is here.</summary>
    public sealed record StatePart(StoredDocument[] Documents, OperationResult[] Results) : LogRecord
    {
        public StoredCounter[] Counters { get; init; } = [];

        /// <summary>The additions behind them that may come once more.</summary>
        public Addition[] Additions { get; init; } = [];

        public StoredConflict[] Conflicts { get; init; } = [];

        /// <inheritdoc cref="OperationResults.Horizon"/>
        public ulong ResultsHorizon { get; init; }

        /// <inheritdoc cref="CounterTable.Horizon"/>
        public ulong AdditionsHorizon { get; init; }

        public StoredMember[] Members { get; init; } = [];

        /// <summary>Up to where tombstones were dropped, by the replica that wrote them.</summary>
        public VersionVector Collected { get; init; } = VersionVector.Empty;

        /// <summary>The greatest stamp in it, whatever it stands on.</summary>
        public ulong Newest
        {
            get
            {
                ulong newest = Math.Max(ResultsHorizon, AdditionsHorizon);
                foreach (StoredDocument document in Documents)
                    newest = Math.Max(newest, document.Version.Stamp);
                foreach (OperationResult result in Results)
                    newest = Math.Max(newest, result.Version.Stamp);
                foreach (Addition addition in Additions)
                    newest = Math.Max(newest, addition.Version.Stamp);
                foreach (StoredConflict conflict in Conflicts)
                    newest = Math.Max(newest, Math.Max(conflict.Won.Version.Stamp, conflict.Lost.Version.Stamp));
                return newest;
            }
        }
    }

    /// <summary>
    /// All parts since the last end are here: with them, everything up to this vector. An empty vector takes them back: their own end
    /// never came.
    /// </summary>
    public sealed record StateEnd(VersionVector Vector) : LogRecord;
}
