namespace ClientHa.Core.Replication;

/// <summary>A replica's operations up to a sequence, and their running hash (0 where it isn't known).</summary>
internal readonly record struct VectorEntry(ReplicaId Replica, ulong Sequence, ulong Chain);
