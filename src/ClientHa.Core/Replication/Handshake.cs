namespace ClientHa.Core.Replication;

/// <summary>
/// Whether a peer may take part, from the first message of both sides. Both come to fitting verdicts, but that a rolled-back disk is
/// found by its own site alone.
/// </summary>
internal static class Handshake
{
    /// <param name="here">As of now, and not as it was told to the peer: a peer may know by now, through others, what came in between.</param>
    /// <param name="peer">As it was when it wrote its hello.</param>
    public static HandshakeVerdict Judge(SiteIdentity here, SiteIdentity peer) => Fault(here, peer) is { } reason
        ? new HandshakeVerdict.Refuse(reason, IsRolledBack(here, peer)) { IsRetired = IsRetired(here, peer) }
        : (here.Cluster, peer.Cluster) switch
        {
            (null, null) => new HandshakeVerdict.BothEmpty(),
            (null, { } cluster) => new HandshakeVerdict.Join(cluster),
            (_, null) => new HandshakeVerdict.Welcome(),
            _ => new HandshakeVerdict.Exchange(),
        };

    /// <summary>
    /// What the peer tells later, while the link stands, may show what its hello did not: it had operations from before this site's disk
    /// was rolled back, and they were not durable there yet.
    /// </summary>
    /// <param name="here">As of now.</param>
    /// <param name="peer">With what it has told last.</param>
    /// <returns>Null where the two can go on.</returns>
    public static HandshakeVerdict.Refuse? Contradiction(SiteIdentity here, SiteIdentity peer) =>
        here.Cluster is not null && peer.Cluster is not null && FaultOfHistory(here, peer) is { } reason ? new(reason, IsRolledBack(here, peer)) : null;

    /// <summary>A number was given twice, and each of two sites knows one of the two operations.</summary>
    public static string FaultOfFork(VectorEntry fork) =>
        $"the two sites know different histories of replica {fork.Replica} up to operation {fork.Sequence}: a disk was rolled back and written again; start the site that it belonged to with an empty directory";

    private static bool IsRolledBack(SiteIdentity here, SiteIdentity peer) =>
        here.Cluster is not null && here.Cluster == peer.Cluster && peer.Vector[here.Replica] > here.Vector[here.Replica];

    private static bool IsRetired(SiteIdentity here, SiteIdentity peer) =>
        here.Cluster is not null && here.Cluster == peer.Cluster && peer.Retired.Contains(here.Replica);

    private static string? Fault(SiteIdentity here, SiteIdentity peer)
    {
        if (Protocol.Common(here, peer) is null)
            return $"the peer speaks {Versions(peer)} of the replication protocol, this site {Versions(here)}: upgrade site {(peer.ProtocolVersion < here.ProtocolVersion ? peer.Site : here.Site)}";
        if (peer.Replica == here.Replica)
            return $"the peer is replica {peer.Replica}, as this site is: the address leads back to this site, or one data directory was copied to the other site; a new site begins with an empty directory";
        if (peer.Site == here.Site)
            return $"the peer is site {peer.Site}, as this site is: give each site a number of its own with --site";
        if (peer.Replica.Site != peer.Site)
            return $"the peer calls itself site {peer.Site}, and its replica {peer.Replica} belongs to site {peer.Replica.Site}";
        if (here.Cluster is { } mine && peer.Cluster is { } theirs && mine != theirs)
            return $"the peer belongs to cluster {theirs}, this site to cluster {mine}: two clusters are never merged; to take a site over, start it with an empty directory";
        if (here.Cluster is not null && peer.Cluster is null && Protocol.Common(here, peer) < Protocol.OldestFor(OperationKind.Join))
            return $"the peer is empty and speaks {Versions(peer)} of the replication protocol, in which nobody can be let in here: upgrade site {peer.Site} before it joins";
        if (here.Retired.Contains(peer.Replica))
            return Roster.ReasonOfRefusal(peer.Replica);
        if (IsRetired(here, peer))
            return Roster.ReasonOfRefusal(here.Replica);
        return peer.Cluster is null && !peer.Vector.IsEmpty
            ? "the peer belongs to no cluster and yet has operations: start it with an empty directory"
            : here.Cluster is not null && peer.Cluster is not null ? FaultOfHistory(here, peer) : null;
    }

    private static string Versions(SiteIdentity site) => site.OldestProtocol == site.ProtocolVersion
        ? $"version {site.ProtocolVersion}"
        : $"versions {site.OldestProtocol} to {site.ProtocolVersion}";

    private static string? FaultOfHistory(SiteIdentity here, SiteIdentity peer)
    {
        // Never the other way round: what a peer has written since its hello may have come here through a third site.
        if (IsRolledBack(here, peer))
            return $"this site's disk was rolled back: it ends with its own operation {here.Vector[here.Replica]}, and the peer has {peer.Vector[here.Replica]} of them";
        return here.Vector.Contradiction(peer.Vector) is { } fork ? FaultOfFork(fork) : null;
    }
}
