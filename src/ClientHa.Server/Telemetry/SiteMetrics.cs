using System.Diagnostics.Metrics;
using ClientHa.Server.Sites;
using ClientHa.Server.Wire;
using ClientHa.V1;

namespace ClientHa.Server.Telemetry;

/// <summary>
/// What the site shows to programs that watch it. All of it is taken from the status that operators read, at the moment when it is
/// asked for: the two never contradict each other.
/// </summary>
internal sealed class SiteMetrics
{
    private readonly Meter meter;
    private readonly SiteStatus status;

    public SiteMetrics(SiteInstruments instruments, SiteStatus status, ServedMethods methods)
    {
        (meter, this.status) = (instruments.Meter, status);
        AddSite();
        AddData();
        AddReplication();
        AddCalls(methods);
    }

    private void AddSite()
    {
        Observe(ServerTelemetry.SiteInfo, null, "What the site is. Always 1.", site => [new(
            1L,
            Tag(ServerTelemetry.SiteAttribute, site.Site),
            Tag(ServerTelemetry.ReplicaAttribute, site.Replica),
            Tag(ServerTelemetry.ClusterAttribute, site.Cluster),
            Tag(ServerTelemetry.VersionAttribute, site.Version))]);
        Observe(ServerTelemetry.SiteState, null, "1 for what the site does, 0 for what it doesn't.", site => States(site.State));
        Observe(ServerTelemetry.SiteReadOnly, null, "1 while the site takes no writes because of its disk, else 0.", site => [new(site.ReadOnlyReason.Length > 0 ? 1L : 0L)]);
        Observe(ServerTelemetry.SiteWarnings, null, "What an operator ought to see to: the status has the words.", site => [new(site.Warnings.Count)]);
        meter.CreateObservableGauge(ServerTelemetry.SiteStartTime, () => status.Read().Started / 1000.0, "s", "When the site was started, since 1970.");
        Observe(ServerTelemetry.Connections, "{connection}", "Open connections of gRPC: of clients, and of other sites.", site =>
        [
            new(site.Connections, Tag(ServerTelemetry.KindAttribute, "client")),
            new(status.PeerConnections, Tag(ServerTelemetry.KindAttribute, "peer")),
        ]);
    }

    private void AddData()
    {
        Observe(ServerTelemetry.Documents, "{document}", "Documents that are there.", site => [new(site.Documents)]);
        Observe(ServerTelemetry.Tombstones, "{tombstone}", "Deletions that are still remembered.", site => [new(site.Tombstones)]);
        Observe(ServerTelemetry.Counters, "{counter}", "Counters that are there.", site => [new(site.Counters)]);
        Observe(ServerTelemetry.Conflicts, "{conflict}", "Writes that lost to a concurrent one, and are kept to be looked at.", site => [new(site.Conflicts)]);
        Observe(ServerTelemetry.Watches, "{watch}", "Clients that follow the documents.", site => [new(site.Watches)]);
        meter.CreateObservableCounter(
            ServerTelemetry.WatchResets, () => status.WatchResets, "{reset}", "How often a watch was given the whole state, because it was too slow or away for too long.");
        Observe(ServerTelemetry.LogSize, "By", "What the log takes of the disk.", site => [new(site.LogBytes)]);
        meter.CreateObservableCounter(
            ServerTelemetry.LogOperations,
            () => status.Read().Vector.Select(position => new Measurement<long>(
                (long)position.Sequence, Tag(ServerTelemetry.SiteAttribute, position.Site), Tag(ServerTelemetry.ReplicaAttribute, position.Replica))),
            "{operation}",
            "Operations that are here and durable, by the site that accepted them.");
    }

    private void AddReplication()
    {
        meter.CreateObservableGauge(
            ServerTelemetry.ReplicationLag,
            () => status.Read().Links.Select(link => new Measurement<double>(link.LagSeconds, Peer(link))),
            "s",
            "How long the oldest operation that one side of the link lacks has been waiting, at most.");
        Observe(ServerTelemetry.ReplicationPending, "{operation}", "Operations that one side of the link lacks.", site => site.Links.Select(
            link => new Measurement<long>(link.Pending, Peer(link))));
        Observe(ServerTelemetry.ReplicationLinkState, null, "1 for how the link is, 0 for how it isn't.", site => site.Links.SelectMany(States));
        meter.CreateObservableGauge(
            ServerTelemetry.ReplicationClockOffset,
            () => status.Read().Links.Select(link => new Measurement<double>(link.ClockOffsetMilliseconds / 1000.0, Peer(link))),
            "s",
            "How far the peer's clock is ahead of this site's; negative: behind.");
    }

    private void AddCalls(ServedMethods methods)
    {
        meter.CreateObservableCounter(
            ServerTelemetry.Calls,
            () => methods.All.SelectMany(method => method.Calls.Ended.Select(ended => new Measurement<long>(
                ended.Count, Tag(ServerTelemetry.MethodAttribute, method.Path[1..]), Tag(ServerTelemetry.StatusAttribute, ended.Status)))),
            "{call}",
            "Calls of the site's own services that have ended, by their status.");
        meter.CreateObservableUpDownCounter(
            ServerTelemetry.CallsActive,
            () => methods.All.Select(method => new Measurement<long>(method.Calls.Active, Tag(ServerTelemetry.MethodAttribute, method.Path[1..]))),
            "{call}",
            "Calls of the site's own services that are under way.");
    }

    private void Observe(string name, string? unit, string description, Func<GetStatusResponse, IEnumerable<Measurement<long>>> read) =>
        meter.CreateObservableGauge(name, () => read(status.Read()), unit, description);

    private static IEnumerable<Measurement<long>> States(V1.SiteState current) =>
        from state in Enum.GetValues<V1.SiteState>()
        where state != V1.SiteState.Unspecified
        select new Measurement<long>(state == current ? 1 : 0, Tag(ServerTelemetry.StateAttribute, Word(state)));

    private static IEnumerable<Measurement<long>> States(LinkStatus link) =>
        from state in Enum.GetValues<LinkState>()
        where state != LinkState.Unspecified
        select new Measurement<long>(state == link.State ? 1 : 0, Peer(link), Tag(ServerTelemetry.StateAttribute, Word(state)));

    private static KeyValuePair<string, object?> Peer(LinkStatus link) => Tag(ServerTelemetry.PeerAttribute, link.Name);

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    /// <summary><c>catching_up</c>.</summary>
    private static string Word<T>(T state)
        where T : struct, Enum =>
        string.Concat(state.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
