using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>What sites say to each other.</summary>
internal abstract record PeerMessage
{
    private PeerMessage()
    {
    }

    /// <summary>The first message of both sides.</summary>
    public sealed record Hello(SiteIdentity Identity) : PeerMessage;

    /// <summary>The status with which the side that was dialled ends the stream.</summary>
    public sealed record Status(LinkFailure Failure, string Reason) : PeerMessage;

    public sealed record Subscribe(VersionVector Vector) : PeerMessage;

    public sealed record Push(Operation[] Operations) : PeerMessage, IExpendable;

    public sealed record Acknowledgement(VersionVector Vector) : PeerMessage, IExpendable;

    public sealed record Heartbeat(VersionVector Vector, ulong Digest, long AsOf) : PeerMessage, IExpendable;

    public sealed record SnapshotBegin(VersionVector Vector) : PeerMessage;

    public sealed record SnapshotPart(LogRecord.StatePart Part) : PeerMessage;

    public sealed record SnapshotEnd : PeerMessage;
}
