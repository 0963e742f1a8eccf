namespace ClientHa.Core.Replication;

/// <summary>Two concurrent writes of one key. A replica is none where this one no longer knows who accepted the write.</summary>
internal sealed record StoredConflict(StoredDocument Lost, StoredDocument Won, ReplicaId LostReplica, ReplicaId WonReplica)
{
    public ConflictPlace Place => new(Won.Version, Lost.Version);

    /// <summary>Both wrote the same, or deleted: who looks at it has nothing to decide.</summary>
    public bool IsVoid => Lost.IsDeleted == Won.IsDeleted && (Lost.IsDeleted || Lost.Value.Span.SequenceEqual(Won.Value.Span));
}
