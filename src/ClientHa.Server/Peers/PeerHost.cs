using ClientHa.Server.Replication;

namespace ClientHa.Server.Peers;

/// <summary>What links need of the site that they belong to.</summary>
internal sealed record PeerHost(
    int Site,
    ReplicaLoop Loop,
    IReplicaStore Store,
    Membership Membership,
    PeerTable Table,
    PeerLimits Limits,
    TimeSpan HeartbeatInterval,
    TimeProvider TimeProvider);
