using System.Text;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Peers;

/// <summary>What a peer's operations and documents may hold, which is what any site accepts from its clients.</summary>
internal sealed record PeerLimits(int MaxKeyBytes, int MaxValueBytes)
{
    /// <summary>Of a whole state, which is held in memory on its way to the disk.</summary>
    public long MaxStateBytes { get; init; } = long.MaxValue;

    /// <summary>In the year 6429: behind it a clock would run over.</summary>
    private const ulong LatestStamp = ulong.MaxValue >> 1;

    /// <exception cref="PeerFailure">The operation is none that a site would have accepted.</exception>
    public Core.Replication.Operation Read(V1.Operation operation)
    {
        string name = $"operation {operation.Sequence} of replica {operation.Replica:x16}";
        Check(name, operation.Key, operation.Value.Length);
        if (operation.Sequence == 0 || operation.Replica == 0 || operation.Stamp is 0 or > LatestStamp)
            throw Garbage(name, "no replica, no sequence or no possible stamp");
        return Codec.Read(operation);
    }

    /// <exception cref="PeerFailure">A document is none that a site would have accepted.</exception>
    public Core.Replication.LogRecord.StatePart Read(V1.SnapshotPart part)
    {
        foreach (V1.StoredDocument stored in part.Documents)
            Check("a document of the state", stored);
        foreach (V1.StoredConflict conflict in part.Conflicts)
        {
            Check("a conflict of the state", conflict.Lost);
            Check("a conflict of the state", conflict.Won);
        }
        foreach (V1.StoredCounter counter in part.Counters)
            Check("a counter of the state", counter.Key, valueBytes: 0);
        foreach (V1.StoredAddition addition in part.Additions)
        {
            Check("an addition of the state", addition.Key, valueBytes: 0);
            if (addition.Stamp is 0 or > LatestStamp)
                throw Garbage("an addition of the state", "no possible stamp");
        }
        if (part.ResultsHorizon > LatestStamp || part.AdditionsHorizon > LatestStamp)
            throw Garbage("the state", "no possible horizon");
        return Codec.Read(part);
    }

    /// <exception cref="PeerFailure">The peer has sent more than a state may have.</exception>
    public void CheckState(long bytes)
    {
        if (bytes > MaxStateBytes)
            throw new PeerFailure(PeerFailureKind.Refused, $"the peer's state takes more than the {MaxStateBytes} bytes that this site takes over: raise MaxStateBytes, and give the machine the memory");
    }

    private void Check(string name, V1.StoredDocument? stored)
    {
        if (stored?.Document?.Version is not { Stamp: not 0 and <= LatestStamp })
            throw Garbage(name, "no content or version");
        Check(name, stored.Document.Key, stored.Document.Value.Length);
    }

    private void Check(string name, string key, int valueBytes)
    {
        int keyBytes = Encoding.UTF8.GetByteCount(key);
        if (keyBytes == 0 || keyBytes > MaxKeyBytes)
            throw Garbage(name, $"a key of {keyBytes} bytes; 1 to {MaxKeyBytes} are allowed");
        if (valueBytes > MaxValueBytes)
            throw Garbage(name, $"a value of {valueBytes} bytes; up to {MaxValueBytes} are allowed");
    }

    private static PeerFailure Garbage(string name, string what) => new(PeerFailureKind.Garbage, $"{name} has {what}");
}
