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

    /// <summary>
    /// Is told that this site's disk was rolled back, why that is known, and how many of its operations the peer has: it must serve no
    /// longer.
    /// </summary>
    public Action<string, ulong> RolledBack { get; init; } = (_, _) => { };

    /// <summary>The site takes back what it wrote in the life that ended when its disk was rolled back.</summary>
    public Func<bool> IsReturning { get; init; } = () => false;

    /// <summary>Is told why it cannot.</summary>
    public Action<string> CannotReturn { get; init; } = _ => { };

    /// <summary>See <see cref="HaServerOptions.AcceptClock"/>.</summary>
    public bool AcceptsClock { get; init; }

    /// <summary>Is told that the cluster has given this life of the site up: it must serve no longer, either.</summary>
    public Action<string> Retired { get; init; } = _ => { };

    /// <summary>Neither this site nor the peer has anything yet: they ask each other often, and there is nothing to tell of it.</summary>
    public bool IsEmptyAs(SiteIdentity peer) => peer.Cluster is null && Membership.Cluster is null;

    /// <summary>Who this site is, as of now.</summary>
    public SiteIdentity Identity() => Membership.Identity(Store.DurableVector) with
    {
        OldestProtocol = Loop.OldestProtocol,
        Retired = Loop.Roster.Retired,
    };
}
