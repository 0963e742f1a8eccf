using System.Net;
using System.Net.Sockets;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Network;

/// <summary>
/// The bridges of a cluster: one for each site, at which clients connect, and one for each pair of sites and direction, so that
/// masters can be parted and clients not.
/// </summary>
internal sealed class ClusterNetwork : IAsyncDisposable
{
    private const int PortAttempts = 50;

    /// <summary>Where nothing is, until a site is there.</summary>
    private static readonly IPEndPoint Nowhere = new(IPAddress.Loopback, 1);

    private readonly FaultyBridge[] entrances;
    private readonly FaultyBridge?[,] links;

    private ClusterNetwork(FaultyBridge[] entrances)
    {
        this.entrances = entrances;
        links = new FaultyBridge?[entrances.Length, entrances.Length];
    }

    public int Sites => entrances.Length;

    /// <summary>
    /// Sites with an address each and one port for all, as 0.ha.test, 1.ha.test … need it; where there is only 127.0.0.1, a port
    /// each.
    /// </summary>
    public static async Task<ClusterNetwork> StartAsync(int sites)
    {
        ClusterNetwork network = new(await StartEntrancesAsync(sites).ConfigureAwait(false));
        try
        {
            for (int from = 0; from < sites; from++)
            {
                for (int to = 0; to < sites; to++)
                {
                    if (from != to)
                        network.links[from, to] = new(Bridge.Start(new(IPAddress.Loopback, 0), Nowhere));
                }
            }
            return network;
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The way of clients to a site.</summary>
    public FaultyBridge Entrance(int site) => entrances[site];

    /// <summary>The way on which one site connects to another.</summary>
    public FaultyBridge Link(int from, int to) => links[from, to] ?? throw new ArgumentException($"Site {from} has no link to itself.", nameof(to));

    public SiteLinks LinksOf(int site)
    {
        IEnumerable<int> others = Enumerable.Range(0, Sites).Where(other => other != site);
        return new(
            [entrances[site], .. others.Select(other => Link(other, site))],
            [.. others.Select(other => Link(site, other))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FaultyBridge bridge in entrances.Concat(links.Cast<FaultyBridge?>().OfType<FaultyBridge>()))
            await bridge.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<FaultyBridge[]> StartEntrancesAsync(int sites)
    {
        // A port that was free may be taken by another process before it is used; then another one is tried.
        for (int attempt = 1; ; attempt++)
        {
            List<FaultyBridge> started = [];
            try
            {
                foreach (IPEndPoint endPoint in FreeEndPoints(sites))
                    started.Add(new(Bridge.Start(endPoint, Nowhere)));
                return [.. started];
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < PortAttempts)
            {
                foreach (FaultyBridge bridge in started)
                    await bridge.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<IPEndPoint> FreeEndPoints(int sites)
    {
        if (!Loopback.HasManyAddresses)
            return Enumerable.Repeat(new IPEndPoint(IPAddress.Loopback, 0), sites);
        IPAddress[] addresses = [.. Enumerable.Range(1, sites).Select(Loopback.Address)];
        int port = FreePort.Find(addresses);
        return addresses.Select(address => new IPEndPoint(address, port));
    }
}
