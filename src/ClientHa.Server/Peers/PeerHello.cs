using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Peers;

/// <summary>The first message of both sides.</summary>
internal static class PeerHello
{
    public static PeerMessage Write(SiteIdentity identity, DateTimeOffset now) => new()
    {
        Hello = new Hello
        {
            ProtocolVersion = identity.OldestProtocol,
            NewestProtocolVersion = identity.ProtocolVersion,
            ClusterId = identity.Cluster is { } cluster ? Google.Protobuf.ByteString.CopyFrom(cluster.ToByteArray(bigEndian: true)) : Google.Protobuf.ByteString.Empty,
            Site = identity.Site,
            Replica = identity.Replica.Value,
            Vector = { Codec.Write(identity.Vector) },
            Clock = now.ToUnixTimeMilliseconds(),
            Retired = { identity.Retired.Select(replica => replica.Value) },
        },
    };

    public static SiteIdentity Read(PeerMessage? message)
    {
        if (message?.Hello is not { } hello)
            throw new PeerFailure(PeerFailureKind.Garbage, message is null ? "the peer ended the stream without a hello" : $"the peer began with {message.MessageCase} instead of a hello");
        if (hello.ClusterId.Length is not (0 or 16))
            throw new PeerFailure(PeerFailureKind.Garbage, $"the peer's cluster id has {hello.ClusterId.Length} bytes; it has 0 or 16");
        return new(
            Math.Max(hello.ProtocolVersion, hello.NewestProtocolVersion),
            hello.ClusterId.IsEmpty ? null : new Guid(hello.ClusterId.Span, bigEndian: true),
            hello.Site,
            new ReplicaId(hello.Replica),
            Codec.Read(hello.Vector))
        {
            OldestProtocol = hello.ProtocolVersion,
            Retired = [.. hello.Retired.Select(replica => new ReplicaId(replica))],
        };
    }
}
