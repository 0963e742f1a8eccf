namespace ClientHa.Core.Replication;

/// <summary>What an operation was answered with: a later try is answered with the same.</summary>
internal sealed record OperationResult(WriteVersion Version, ReplicaId Replica, ulong Sequence, bool Superseded)
{
    public OperationKind Kind { get; init; } = OperationKind.Put;

    /// <summary>What the client was told, where the version doesn't say it.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }
}
