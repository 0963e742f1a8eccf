namespace ClientHa.Core.Replication;

/// <summary>Two concurrent writes of one key. A replica is none where this one no longer knows who accepted the write.</summary>
internal sealed record StoredConflict(StoredDocument Lost, StoredDocument Won, ReplicaId LostReplica, ReplicaId WonReplica);
