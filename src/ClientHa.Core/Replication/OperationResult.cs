namespace ClientHa.Core.Replication;

/// <summary>What an operation was answered with: a later try is answered with the same.</summary>
internal sealed record OperationResult(WriteVersion Version, ReplicaId Replica, ulong Sequence, bool Superseded);
