using System.Text;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Peers;

/// <summary>What a peer's operations may hold, which is what any site accepts from its clients.</summary>
internal sealed record PeerLimits(int MaxKeyBytes, int MaxValueBytes)
{
    /// <exception cref="PeerFailure">The operation is none that a site would have accepted.</exception>
    public Core.Replication.Operation Read(V1.Operation operation)
    {
        int keyBytes = Encoding.UTF8.GetByteCount(operation.Key);
        if (keyBytes == 0 || keyBytes > MaxKeyBytes)
            throw Garbage(operation, $"a key of {keyBytes} bytes; 1 to {MaxKeyBytes} are allowed");
        if (operation.Value.Length > MaxValueBytes)
            throw Garbage(operation, $"a value of {operation.Value.Length} bytes; up to {MaxValueBytes} are allowed");
        if (operation.Sequence == 0 || operation.Replica == 0 || operation.Stamp == 0)
            throw Garbage(operation, "no replica, sequence or stamp");
        return Codec.Read(operation);
    }

    private static PeerFailure Garbage(V1.Operation operation, string what) =>
        new(PeerFailureKind.Garbage, $"operation {operation.Sequence} of replica {operation.Replica:x16} has {what}");
}
