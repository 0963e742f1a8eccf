using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.V1;

namespace ClientHa.Server.Sites;

/// <summary>What the site says of itself, at this moment and in every phase: the one source of status, page and metrics.</summary>
internal sealed class SiteStatus(
    ServerPlan plan, SiteHealth health, ISite site, SiteConnections connections, SiteWarnings warnings, SiteEndPoints endPoints,
    TimeProvider timeProvider)
{
    private readonly long started = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    public long PeerConnections => connections.Peers;

    /// <summary>How often a watch was given the whole state, because it was too slow or away for too long.</summary>
    public long WatchResets => (site as EmbeddedSite)?.Watches.Resets ?? 0;

    public GetStatusResponse Read()
    {
        GetStatusResponse response = new()
        {
            Site = plan.Site,
            State = Enum.Parse<V1.SiteState>(health.Current.Phase.ToString()),
            Reason = health.Current.Reason,
            Version = typeof(SiteStatus).Assembly.GetName().Version?.ToString(3) ?? "",
            Started = started,
            Time = timeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
            Connections = connections.Clients,
            HttpPort = endPoints.Http.FirstOrDefault()?.Port ?? 0,
            Warnings = { warnings.All },
        };
        EmbeddedSite? embedded = site as EmbeddedSite;
        response.Watches = embedded?.Watches.Open ?? 0;
        if (embedded?.Data is { } data)
            Add(response, data);
        PeerReport[] peers = [.. embedded?.Peers?.Report() ?? []];
        if (embedded?.Data is { } opened)
            response.Warnings.AddRange(ClockWarnings.Of(opened.Loop.Clock, peers));
        response.Links.AddRange(peers.Select(Row).OrderBy(row => row.Site).ThenBy(row => row.Name, StringComparer.Ordinal));
        return response;
    }

    private void Add(GetStatusResponse response, SiteData data)
    {
        response.Replica = data.Loop.Replica.ToString();
        response.Cluster = data.Membership.Cluster?.ToString() ?? "";
        response.Documents = data.Loop.LiveDocuments;
        response.Tombstones = data.Loop.Tombstones;
        response.Counters = data.Loop.Counters;
        response.Conflicts = data.Loop.Conflicts;
        response.Digest = data.Loop.Digest;
        response.LogBytes = data.Store.LogBytes;
        response.ReadOnlyReason = data.Store.FullReason ?? "";
        foreach (Core.Replication.VectorEntry entry in data.Store.DurableVector.Entries)
            response.Vector.Add(new ReplicaPosition { Replica = entry.Replica.ToString(), Site = entry.Replica.Site, Sequence = entry.Sequence });
        if (DiskRoom.Warning(plan.DataDirectory) is { } warning)
            response.Warnings.Add(warning);
    }

    private static LinkStatus Row(PeerReport peer) => new()
    {
        Name = peer.Identity is { } identity ? $"site{identity.Site}" : peer.Address,
        Address = peer.Address,
        Site = peer.Identity?.Site ?? -1,
        Replica = peer.Identity?.Replica.ToString() ?? "",
        State = Enum.Parse<V1.LinkState>(peer.State.ToString()),
        LastGood = peer.LastGood?.ToUnixTimeMilliseconds() ?? 0,
        LastBad = peer.LastBad?.ToUnixTimeMilliseconds() ?? 0,
        LastBadReason = peer.LastBadReason,
        LastInserted = peer.LastInserted,
        LastDeleted = peer.LastDeleted,
        Pending = (long)peer.Pending,
        LagSeconds = peer.Lag.TotalSeconds,
        ClockOffsetMilliseconds = (long)(peer.Offset?.Ahead.TotalMilliseconds ?? 0),
        ProtocolVersion = peer.Protocol,
    };
}
