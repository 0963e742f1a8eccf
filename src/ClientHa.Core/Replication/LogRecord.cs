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

    /// <summary>Some documents of another site's state. They count for nothing before their end is here.</summary>
    public sealed record StatePart(StoredDocument[] Documents, OperationResult[] Results) : LogRecord;

    /// <summary>
    /// All parts since the last end are here: with them, everything up to this vector. An empty vector takes them back: their own end
    /// never came.
    /// </summary>
    public sealed record StateEnd(VersionVector Vector) : LogRecord;
}
