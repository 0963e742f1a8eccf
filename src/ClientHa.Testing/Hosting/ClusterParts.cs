using System.Net;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Faults;
using ClientHa.Testing.History;
using ClientHa.Testing.Network;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>All that a cluster has started and must take down again, whatever fails in between.</summary>
internal sealed class ClusterParts(HaClusterOptions options, HistoryLog log, FailureWatch watch) : IAsyncDisposable
{
    /// <summary>Nothing here takes so long; but an application of a user's may never end.</summary>
    private static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(20);

    private readonly ClusterDirectory directory = new();
    private readonly DnsResponder responder = new();
    private readonly List<SiteLife> lives = [];
    private readonly List<HaHttpHandler> handlers = [];

    public HistoryLog Log => log;

    public FaultLedger Ledger { get; } = new(log);

    public ClusterNetwork? Network { get; private set; }

    public HaNames? Names { get; private set; }

    public IReadOnlyList<HaSite> Sites { get; private set; } = [];

    /// <summary>Begins all sites: the first one founds a cluster, if that is what they do, and the others join it.</summary>
    public async Task StartAsync(int count, Func<ClusterDirectory, SiteKind> kindOf, CancellationToken cancellationToken)
    {
        SiteKind kind = kindOf(directory);
        Network = await ClusterNetwork.StartAsync(count).ConfigureAwait(false);
        await responder.StartAsync(cancellationToken).ConfigureAwait(false);
        Names = new(responder, [.. Enumerable.Range(0, count).Select(site => Network.Entrance(site).EndPoint)], Ledger);
        Sites = [.. Enumerable.Range(0, count).Select(number => Add(number, kind))];
        await lives[0].StartAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(lives.Skip(1).Select(life => life.StartAsync(cancellationToken))).ConfigureAwait(false);
    }

    public void Keep(HaHttpHandler handler)
    {
        lock (handlers)
            handlers.Add(handler);
    }

    /// <summary>Never throws, and never hangs: a test that fails must be seen to fail by its own fault.</summary>
    public async ValueTask DisposeAsync()
    {
        watch.Dispose();
        Ledger.Close();
        if (watch.HasFailed)
            await ShowHistoryAsync().ConfigureAwait(false);
        lock (handlers)
            handlers.ForEach(handler => handler.Dispose());
        await Task.WhenAll(lives.Select((life, number) => EndAsync($"Site {number}", life))).ConfigureAwait(false);
        if (Network is not null)
            await EndAsync("The network", Network).ConfigureAwait(false);
        await EndAsync("The name server", responder).ConfigureAwait(false);
        try
        {
            directory.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await SayAsync($"The directory {directory.Path} could not be removed: {e.Message}").ConfigureAwait(false);
        }
    }

    private HaSite Add(int number, SiteKind kind)
    {
        int port = kind.PicksItsPort ? 0 : FreePort.Find();
        IPEndPoint[] peers = [.. Enumerable.Range(0, Network!.Sites).Select(other =>
            other == number ? new IPEndPoint(IPAddress.Loopback, port) : Network.Link(number, other).EndPoint)];
        HaSitePlace place = new(number, HaNames.Of(number), new(IPAddress.Loopback, port), directory.Make($"site-{number}"), peers);
        SiteLinks links = Network.LinksOf(number);
        SiteLife life = new(number, kind.Create(place, links), links, options);
        lives.Add(life);
        return new(place, life, Network.Entrance(number), Ledger);
    }

    private async Task ShowHistoryAsync()
    {
        string text = $"HaCluster: an assertion has failed. What happened until then:{Environment.NewLine}{new HaHistory(log)}";
        try
        {
            if (options.Output is { } output)
                output(text);
            else
                await Console.Error.WriteAsync(text).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await SayAsync($"The history could not be shown: {e.Message}").ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(string what, IAsyncDisposable part)
    {
        try
        {
            await part.DisposeAsync().AsTask().WaitAsync(DisposeTimeout).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await SayAsync($"{what} did not end well: {e.Message}").ConfigureAwait(false);
        }
    }

    private static Task SayAsync(string line) => Console.Error.WriteLineAsync($"HaCluster: {line}");
}
