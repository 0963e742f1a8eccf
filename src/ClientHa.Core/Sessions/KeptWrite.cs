using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>A write of this client that a site has acknowledged, and that no other site is known to have.</summary>
/// <param name="write">The shell's own.</param>
/// <param name="id">The same wherever it is handed to.</param>
/// <param name="replica">Who has accepted it, and as which of its operations.</param>
/// <param name="bytes">What it takes to keep it.</param>
internal sealed class KeptWrite(object write, OperationId id, ReplicaId replica, ulong sequence, int bytes)
{
    public object Write => write;

    public OperationId Id => id;

    public ReplicaId Replica => replica;

    public ulong Sequence => sequence;

    public int Bytes => bytes;

    /// <summary>The same write, accepted by another site.</summary>
    public KeptWrite At(ReplicaId other, ulong number) => new(write, id, other, number, bytes);

    public override string ToString() => $"{id}, operation {sequence} of replica {replica}";
}
