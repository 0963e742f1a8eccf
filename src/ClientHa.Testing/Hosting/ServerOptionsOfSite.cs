using ClientHa.Server;

namespace ClientHa.Testing.Hosting;

/// <summary>What our server is told, in process or out of it.</summary>
internal static class ServerOptionsOfSite
{
    /// <summary>Clients of a test come at once where they are sent.</summary>
    private static readonly TimeSpan DrainPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The first site founds the cluster although it cannot reach the others yet, and those join it: so a start needs no second
    /// look at anybody.
    /// </summary>
    public static HaServerOptions Create(HaSitePlace place, int sites, HaClusterOptions cluster)
    {
        HaServerOptions options = new() { DrainPeriod = DrainPeriod };
        cluster.ConfigureServer?.Invoke(options);
        options.Site = place.Number;
        options.Listen = ["127.0.0.1:0"];
        options.Http = "off";
        options.DataDirectory = Path.Combine(place.Directory, "data");
        options.Peers = [.. Enumerable.Range(0, sites).Where(other => other != place.Number).Select(other => $"{place.PeerEndPoint(other)}")];
        options.Found = place.Number == 0;
        return options;
    }

    public static void Copy(HaServerOptions from, HaServerOptions to)
    {
        (to.Site, to.Listen, to.Http, to.DataDirectory, to.Peers, to.Found) =
            (from.Site, from.Listen, from.Http, from.DataDirectory, from.Peers, from.Found);
        (to.DrainPeriod, to.HeartbeatInterval, to.MaxValueBytes, to.MaxKeyBytes) =
            (from.DrainPeriod, from.HeartbeatInterval, from.MaxValueBytes, from.MaxKeyBytes);
        (to.SessionWait, to.WriteConcernTimeout) = (from.SessionWait, from.WriteConcernTimeout);
        (to.Tls, to.Access, to.Insecure) = (from.Tls, from.Access, from.Insecure);
        (to.MaxConnections, to.MaxStreamsPerConnection, to.MaxWatches, to.MaxWatchesPerClient, to.MaxStateBytes, to.MaxLogBytes) =
            (from.MaxConnections, from.MaxStreamsPerConnection, from.MaxWatches, from.MaxWatchesPerClient, from.MaxStateBytes, from.MaxLogBytes);
        to.AcceptClock = from.AcceptClock;
    }
}
