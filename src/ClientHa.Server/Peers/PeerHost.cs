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
    TimeProvider TimeProvider)
{
    /// <summary>Is told what a peer has, durably.</summary>
    public Action<Core.Replication.VersionVector> Heard { get; init; } = _ => { };

    /// <summary>Is told that this site's disk was rolled back, and why that is known: it must serve no longer.</summary>
    public Action<string> RolledBack { get; init; } = _ => { };
}
