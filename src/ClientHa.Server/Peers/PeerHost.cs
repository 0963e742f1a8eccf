using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.Server.Security;

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

    /// <summary>How other sites are dialled; null: without TLS.</summary>
    public ServerTls? Tls { get; init; }

    /// <summary>Is told that this site's disk was rolled back, and why that is known: it must serve no longer.</summary>
    public Action<string> RolledBack { get; init; } = _ => { };

    /// <summary>Is told that the cluster has given this life of the site up: it must serve no longer, either.</summary>
    public Action<string> Retired { get; init; } = _ => { };

    /// <summary>Who this site is, as of now.</summary>
    public SiteIdentity Identity() => Membership.Identity(Store.DurableVector) with
    {
        OldestProtocol = Loop.OldestProtocol,
        Retired = Loop.Roster.Retired,
    };
}
