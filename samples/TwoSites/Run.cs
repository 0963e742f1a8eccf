using ClientHa.Testing;
using Microsoft.Extensions.Logging;

namespace ClientHa.Samples.TwoSites;

/// <summary>One run: clients read, write and watch; a site dies and comes back; in the end everything must be everywhere, once.</summary>
internal sealed class Run : IAsyncDisposable
{
    private const int Clients = 20;

    /// <summary>How long the sites and the watches get to settle when the clients have stopped.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(45);

    private readonly DemoOptions options;
    private readonly EventView view;
    private readonly CancellationToken cancellationToken;
    private readonly HaCluster sites;
    private readonly Tally tally = new();
    private readonly ILoggerFactory loggers;
    private readonly OfficeClient[] clients;
    private readonly SiteProbe[] probes;
    private readonly Picture picture;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort;

    private Run(DemoOptions options, EventView view, HaCluster sites, CancellationToken cancellationToken)
    {
        (this.options, this.view, this.sites, this.cancellationToken) = (options, view, sites, cancellationToken);
        abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        loggers = LoggerFactory.Create(logging => logging.AddProvider(new ViewLoggerProvider(view.Say)));
        clients = [.. Enumerable.Range(0, Clients).Select(i => new OfficeClient(i, Clients, sites.OptionsFor(options), tally, i == 0 ? loggers : null))];
        probes = [.. Enumerable.Range(0, sites.Sites.Count).Select(site => new SiteProbe($"{sites[site].EndPoint}"))];
        picture = new Picture(sites, clients, probes, tally, view);
    }

    public static async Task<Run> BeginAsync(DemoOptions options, EventView view, CancellationToken cancellationToken)
    {
        view.Clear();
        HaCluster sites = await HaCluster.StartAsync(options.Sites, Configure, cancellationToken);
        return new Run(options, view, sites, cancellationToken);
    }

    public async Task<Result> PlayAsync()
    {
        view.Say($"{sites.Sites.Count} sites run, each a master; {Clients} clients read, write and watch");
        Task[] watching = [.. clients.Select(client => client.WatchAsync(abort.Token))];
        await Task.WhenAll(clients.Select(client => client.IsWatching)).WaitAsync(SettleLimit, cancellationToken);
        Task working = Task.WhenAll(clients.Select(client => client.WorkAsync(stop.Token, abort.Token)));
        LagMeter lag = new(probes[0], probes[1]);

        await PassAsync(0.2, lag);
        int victim = clients[0].Status.Current is { } current ? sites.IndexOf(current) : 0;
        (HaFault harm, string[] missing) = await HarmAsync(victim);
        await PassAsync(0.2);
        view.Say($"{sites[victim].Name} starts again");
        await harm.HealAsync();
        picture.Healed(victim);
        await CatchUpAsync(victim, missing);
        await PassAsync(0.4, lag);
        await PassAsync(0.2);

        await stop.CancelAsync();
        bool isStuck = await Task.WhenAny(working, Task.Delay(SettleLimit, cancellationToken)) != working;
        cancellationToken.ThrowIfCancellationRequested();
        return await SettleAsync(isStuck, missing.Length, lag, watching);
    }

    public async ValueTask DisposeAsync()
    {
        await abort.CancelAsync();
        foreach (OfficeClient client in clients)
            client.Dispose();
        foreach (SiteProbe probe in probes)
            probe.Dispose();
        loggers.Dispose();
        await sites.DisposeAsync();
        stop.Dispose();
        abort.Dispose();
    }

    /// <summary>The server as it is delivered, each site a process.</summary>
    private static void Configure(HaClusterOptions cluster)
    {
        cluster.Processes = true;
        cluster.ConfigureServer = server => server.DrainPeriod = TimeSpan.FromSeconds(2);
    }

    /// <summary>Harms the site, and looks at what the others don't have of what was acknowledged.</summary>
    private async Task<(HaFault Harm, string[] Missing)> HarmAsync(int victim)
    {
        view.Say($"{options.Fault.Sentence(sites[victim].Name)}, which the first client uses");
        picture.Harmed(victim, options.Fault);
        tally.Harming(clients[0].Status.Current);
        HaFault harm = await sites[victim].HarmAsync(options.Fault);
        string[] acknowledged = tally.AcknowledgedBeforeHarm();
        int survivor = victim == 0 ? 1 : 0;
        HashSet<string> held = await probes[survivor].KeysAsync(OfficeClient.Orders, cancellationToken);
        string[] missing = [.. acknowledged.Where(key => !held.Contains(key))];
        view.Say($"{sites[survivor].Name} holds {acknowledged.Length - missing.Length} of {acknowledged.Length} writes that were acknowledged until then");
        if (missing.Length > 0)
            view.Say($"{missing.Length} were not replicated yet, and are on the other's disk: {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", …" : "")}");
        return (harm, missing);
    }

    /// <summary>Waits until all sites have the same.</summary>
    private async Task CatchUpAsync(int returned, string[] missing)
    {
        if (!await SiteProbe.ConvergeAsync(probes, SettleLimit, cancellationToken))
            return;
        view.Say($"{sites[returned].Name} has caught up");
        int survivor = returned == 0 ? 1 : 0;
        HashSet<string> held = await probes[survivor].KeysAsync(OfficeClient.Orders, cancellationToken);
        if (missing.Length > 0)
            view.Say($"of the {missing.Length} writes that were only there, {missing.Count(held.Contains)} are at {sites[survivor].Name} now");
    }

    private async Task<Result> SettleAsync(bool isStuck, int unreplicated, LagMeter lag, Task[] watching)
    {
        bool equal = await SiteProbe.AreEqualAsync(probes, SettleLimit, cancellationToken);
        HashSet<string> held = await probes[0].KeysAsync(OfficeClient.Orders, cancellationToken);
        string[] acknowledged = tally.Acknowledged();
        await Tally.WaitForWatchesAsync(clients, acknowledged, SettleLimit, cancellationToken);
        bool isWatching = !watching.Any(watch => watch.IsCompleted);
        view.Say(equal ? $"the sites are equal: {held.Count} orders each" : "the sites are NOT equal");
        return new Result
        {
            Calls = tally.Calls,
            FailedCalls = tally.FailedCalls,
            IsStuck = isStuck,
            SlowestCallMs = tally.Slowest.TotalMilliseconds,
            FailoverMs = tally.Failover?.TotalMilliseconds,
            LagMs = lag.Samples(),
            Documents = await probes[0].CountAsync(cancellationToken),
            SitesEqual = equal,
            LostWrites = acknowledged.Count(key => !held.Contains(key)),
            UnreplicatedAtHarm = unreplicated,
            WatchGaps = clients.Sum(client => acknowledged.Count(key => !client.HasSeen(key))) + (isWatching ? 0 : 1),
            WatchDuplicates = clients.Sum(client => client.Duplicates),
            Errors = tally.Errors,
        };
    }

    private async Task PassAsync(double part, LagMeter? lag = null)
    {
        using CancellationTokenSource passed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task measuring = lag?.RunAsync(passed.Token) ?? Task.CompletedTask;
        await view.ShowForAsync(options.Duration * part, picture.Line, picture.Draw, cancellationToken);
        await passed.CancelAsync();
        await measuring;
    }
}
