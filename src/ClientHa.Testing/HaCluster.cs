using ClientHa.Testing.Faults;
using ClientHa.Testing.History;
using ClientHa.Testing.Hosting;
using ClientHa.Testing.Network;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Testing;

/// <summary>
/// Sites on loopback, of our server or of a user's own, with a name server and a network in which failure can be ordered by name.
/// Many clusters can run at once, in one process or in several. Disposing of one leaves nothing behind; nor does the end of the
/// process, however it comes.
/// </summary>
/// <example>
/// <code>
/// await using var cluster = await HaCluster.StartAsync(sites: 2);
/// var handler = cluster.CreateHandler();
/// await cluster.SiteOf(handler).KillAsync();
/// </code>
/// </example>
public sealed class HaCluster : IAsyncDisposable
{
    internal const string Domain = "ha.test";

    private const int MaxSites = 64;

    private readonly ClusterParts parts;
    private readonly Lock gate = new();
    private Task? disposal;

    private HaCluster(ClusterParts parts) => (this.parts, History) = (parts, new(parts.Log));

    /// <summary>The sites, by their numbers.</summary>
    public IReadOnlyList<HaSite> Sites => parts.Sites;

    /// <summary>Every call of the cluster's handlers and every fault. It can still be asked when the cluster was disposed of.</summary>
    public HaHistory History { get; }

    /// <summary>The names of the sites, and the name server that knows them.</summary>
    public HaNames Names => parts.Names!;

    /// <summary>A site.</summary>
    /// <param name="number">0, 1, 2 …</param>
    public HaSite this[int number] => Sites[number];

    /// <summary>Starts sites of our server, which replicate to each other, and waits until all serve.</summary>
    /// <param name="sites">How many. 1 to 64.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="TimeoutException">A site was not ready in <see cref="HaClusterOptions.StartTimeout"/>.</exception>
    public static Task<HaCluster> StartAsync(
        int sites, Action<HaClusterOptions>? configure = null, CancellationToken cancellationToken = default) =>
        StartAsync(sites, configure, (options, directory) => SiteKind.Server(sites, options, directory), cancellationToken);

    /// <summary>Starts a web application in this process for each site, and waits until all listen.</summary>
    /// <param name="sites">How many. 1 to 64.</param>
    /// <param name="build">Adds the application's services, at each start of a site.</param>
    /// <param name="map">Maps the application's end points. Its <see cref="HaSitePlace"/> is among its services.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<HaCluster> StartAsync(
        int sites, Action<WebApplicationBuilder> build, Action<WebApplication> map, Action<HaClusterOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(map);
        return StartAsync(sites, (builder, _) => build(builder), (app, _) => map(app), configure, cancellationToken);
    }

    /// <summary>Starts a web application in this process for each site, which is told which one it is, and waits until all listen.</summary>
    /// <param name="sites">How many. 1 to 64.</param>
    /// <param name="build">Adds the application's services, at each start of a site.</param>
    /// <param name="map">Maps the application's end points.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<HaCluster> StartAsync(
        int sites, Action<WebApplicationBuilder, HaSitePlace> build, Action<WebApplication, HaSitePlace> map,
        Action<HaClusterOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(map);
        return StartAsync(sites, configure, (options, _) => SiteKind.Application(options, build, map), cancellationToken);
    }

    /// <summary>Starts a command line for each site, as a process of its own, and waits until all are ready.</summary>
    /// <param name="sites">How many. 1 to 64.</param>
    /// <param name="program">Gives a site its command line, once.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="InvalidOperationException">A program has ended before it was ready; the message shows its last lines.</exception>
    /// <exception cref="TimeoutException">A site was not ready in <see cref="HaClusterOptions.StartTimeout"/>.</exception>
    public static Task<HaCluster> StartAsync(
        int sites, Func<HaSitePlace, HaSiteProgram> program, Action<HaClusterOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return StartAsync(sites, configure, (_, _) => SiteKind.Program(program), cancellationToken);
    }

    /// <summary>
    /// What a client of this cluster is configured with: the sites, and this cluster's name server. The first choice is site 0, and
    /// the reconnect delay is 5 seconds. For <c>services.AddClientHa</c>, and for clients that make their handler themselves.
    /// </summary>
    public HaOptions CreateOptions()
    {
        HaOptions options = new() { FirstChoice = "Ordered", ReconnectDelay = TimeSpan.FromSeconds(5) };
        if (Loopback.HasManyAddresses)
        {
            options.Url = $"grpc://{Domain}:{Sites[0].EndPoint.Port}";
            options.ServerCount = Sites.Count;
            options.NameServers = [$"{Names.Responder.EndPoint}"];
        }
        else
        {
            options.Servers = [.. Sites.Select(site => $"{site.EndPoint}")];
        }
        return options;
    }

    /// <summary>A client of this cluster, which goes with it: give it to a channel or an <see cref="HttpClient"/>.</summary>
    /// <param name="configure">Changes what <see cref="CreateOptions"/> gives.</param>
    public HaHttpHandler CreateHandler(Action<HaOptions>? configure = null)
    {
        HaOptions options = CreateOptions();
        configure?.Invoke(options);
        HaHttpHandler handler = new(options, loggerFactory: null, TimeProvider.System, new ClientObserver(parts.Log, NumberOf, TimeProvider.System));
        parts.Keep(handler);
        return handler;
    }

    /// <summary>The site that a client's new calls go to.</summary>
    /// <param name="handler">A client of this cluster.</param>
    /// <exception cref="InvalidOperationException">It has none now, or one of another cluster; the message says what it has.</exception>
    public HaSite SiteOf(HaHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        HaStatus status = handler.Status;
        return Sites.FirstOrDefault(site => status.Current is { } current && current.Port == site.EndPoint.Port
                && current.Name == (Loopback.HasManyAddresses ? site.Name : $"{site.EndPoint.Address}"))
            ?? throw new InvalidOperationException($"The client has no one site of this cluster now: {status}.");
    }

    /// <summary>
    /// Lets two sites see each other no more; clients go on seeing both. Packets vanish, and what TCP would send again arrives after
    /// healing. It works for sites that reach each other by <see cref="HaSitePlace.PeerEndPoint"/>, as our server does.
    /// </summary>
    /// <param name="one">A site's number.</param>
    /// <param name="other">Another site's number.</param>
    /// <param name="oneWay">Whether only what <paramref name="one"/> sends to <paramref name="other"/> vanishes.</param>
    public Task<HaFault> PartitionAsync(int one, int other, bool oneWay = false)
    {
        Check(one);
        Check(other);
        ArgumentOutOfRangeException.ThrowIfEqual(other, one);
        string what = oneWay ? $"site {other} hears nothing from site {one}" : $"sites {one} and {other} cannot see each other";
        return parts.Ledger.OrderAsync(HaFaultKind.Partition, null, what, Cut(one, other, oneWay));
    }

    /// <summary>Lets a site and all others see each other no more; clients go on seeing all. See <see cref="PartitionAsync"/>.</summary>
    /// <param name="site">The site's number.</param>
    public Task<HaFault> IsolateAsync(int site)
    {
        Check(site);
        return parts.Ledger.OrderAsync(
            HaFaultKind.Partition, null, $"site {site} is isolated",
            [.. Sites.Where(other => other.Number != site).SelectMany(other => Cut(site, other.Number, oneWay: false))]);
    }

    /// <summary>Heals all faults: those of the network, the disks, the clocks and the names first, and then dead sites are started.</summary>
    public Task HealAsync() => parts.Ledger.HealAsync(_ => true);

    /// <summary>
    /// Disposes of the handlers, kills all sites, and removes all files. It throws nothing, so that a failing test shows its own
    /// failure; what does not end in time is told on standard error.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
            return new(disposal ??= parts.DisposeAsync().AsTask());
    }

    private static Task<HaCluster> StartAsync(
        int sites, Action<HaClusterOptions>? configure, Func<HaClusterOptions, ClusterDirectory, SiteKind> kindOf,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sites, MaxSites);
        HaClusterOptions options = new();
        configure?.Invoke(options);

        // Not in an async method: the watch must reach the flow of the test.
        ClusterParts parts = new(options, new HistoryLog(TimeProvider.System), FailureWatch.Begin());
        return StartAsync(parts, sites, directory => kindOf(options, directory), cancellationToken);
    }

    private static async Task<HaCluster> StartAsync(
        ClusterParts parts, int sites, Func<ClusterDirectory, SiteKind> kindOf, CancellationToken cancellationToken)
    {
        try
        {
            await parts.StartAsync(sites, kindOf, cancellationToken).ConfigureAwait(false);
            return new(parts);
        }
        catch
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whichever of the two has dialled the other.</summary>
    private Func<Task<IHold>>[] Cut(int one, int other, bool oneWay)
    {
        FlowFaults gone = new() { Blackhole = true };
        FlowFaults back = oneWay ? FlowFaults.Nothing : gone;
        return
        [
            () => parts.Network!.Link(one, other).AddAsync(new() { Forth = gone, Back = back }),
            () => parts.Network!.Link(other, one).AddAsync(new() { Forth = back, Back = gone }),
        ];
    }

    /// <summary>The number of the site that a client knows by that name or address; null for another server.</summary>
    private int? NumberOf(string host, int port) =>
        Sites.FirstOrDefault(site => site.EndPoint.Port == port && (site.Name == host || $"{site.EndPoint.Address}" == host))?.Number;

    private void Check(int site)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(site);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(site, Sites.Count);
    }
}
