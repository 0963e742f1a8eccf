using System.Globalization;
using ClientHa.Server.Sites;
using ClientHa.V1;

namespace ClientHa.Server.Http;

/// <summary>All that the status page shows at one moment.</summary>
/// <param name="Time">This site's clock, in milliseconds since 1970.</param>
/// <param name="Site">This site's number.</param>
/// <param name="Findings">What is wrong, the worst first.</param>
/// <param name="Sites">This site, and those that it has asked.</param>
/// <param name="Links">All links that they have told of.</param>
internal sealed record StatusPicture(
    long Time, int Site, IReadOnlyList<Finding> Findings, StatusPicture.SiteRow[] Sites, StatusPicture.LinkRow[] Links)
{
    public static StatusPicture Of(GetStatusResponse own, IReadOnlyList<PeerAnswer> peers, long time) => new(
        time,
        own.Site,
        SiteFindings.Of(own, peers),
        [SiteRow.Of(own, "", true), .. peers.Select(peer => SiteRow.Of(own, peer)).OrderBy(row => row.Site)],
        [.. ((GetStatusResponse?[])[own, .. peers.Select(peer => peer.Status)]).OfType<GetStatusResponse>().SelectMany(site => site.Links.Select(link => LinkRow.Of(site, link)))]);

    /// <param name="Site">-1 where it is not known.</param>
    /// <param name="State">As the status has it, or <c>Unreachable</c>.</param>
    /// <param name="Operations">How many have been accepted at all sites and are here: it grows with each write.</param>
    internal sealed record SiteRow(
        int Site, bool IsThis, string Address, string State, string Reason, string ReadOnly, string Replica, string Cluster, string Version,
        long Started, long Documents, long Counters, long Tombstones, long Conflicts, long Watches, long Connections, long LogBytes,
        string Digest, ulong Operations, int HttpPort)
    {
        public static SiteRow Of(GetStatusResponse site, string address, bool isThis) => new(
            site.Site, isThis, address, site.State.ToString(), site.Reason, site.ReadOnlyReason, site.Replica, site.Cluster, site.Version,
            site.Started, site.Documents, site.Counters, site.Tombstones, site.Conflicts, site.Watches, site.Connections, site.LogBytes,
            site.Digest.ToString("x16", CultureInfo.InvariantCulture), site.Vector.Aggregate(0UL, (sum, position) => sum + position.Sequence), site.HttpPort);

        /// <summary>Who does not answer is who the link says that it was.</summary>
        public static SiteRow Of(GetStatusResponse own, PeerAnswer peer)
        {
            if (peer.Status is { } status)
                return Of(status, peer.Address, false);
            int number = own.Links.FirstOrDefault(link => link.Address == peer.Address)?.Site ?? -1;
            return Of(new GetStatusResponse { Site = number, Reason = peer.Fault ?? "" }, peer.Address, false) with { State = "Unreachable" };
        }
    }

    /// <param name="Owner">The site that says so.</param>
    internal sealed record LinkRow(
        int Owner, int Site, string Name, string Address, string State, long LastGood, long LastBad, string LastBadReason, long LastInserted,
        long LastDeleted, long Pending, double LagSeconds, long ClockOffsetMilliseconds)
    {
        public static LinkRow Of(GetStatusResponse owner, LinkStatus link) => new(
            owner.Site, link.Site, link.Name, link.Address, link.State.ToString(), link.LastGood, link.LastBad, link.LastBadReason, link.LastInserted,
            link.LastDeleted, link.Pending, link.LagSeconds, link.ClockOffsetMilliseconds);
    }
}
