using System.Net;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing.Processes;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>One <c>clientha serve</c> with an address and a data directory of its own, which it keeps over all its starts.</summary>
internal sealed class ReplicatedSite(int number, IPEndPoint grpc, IPEndPoint http, string data) : IAsyncDisposable
{
    private static readonly string ToolFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Cli.dll");

    private SiteProcess? process;

    /// <summary>What is started: the assembly of a program and its first words.</summary>
    public IReadOnlyList<string> Program { get; set; } = [ToolFile, "serve"];

    public int Number => number;

    public IPEndPoint Grpc => grpc;

    public IPEndPoint Http => http;

    public string Data => data;

    public SiteProcess Process => process ?? throw new InvalidOperationException("The site has not been started.");

    /// <summary>Starts the site, in place of the one that ran before, and waits until it serves.</summary>
    public async Task ServeAsync(params IReadOnlyList<string> arguments)
    {
        await StartAsync(arguments);
        await SaysAsync("serving");
    }

    /// <summary>Starts the site, which need not serve.</summary>
    public async Task StartAsync(params IReadOnlyList<string> arguments)
    {
        if (process is not null)
            await process.DisposeAsync();
        process = SiteProcess.Start(DotnetProgram.Start(
            Program[0],
            [.. Program.Skip(1), "--site", $"{Number}", "--data", Data, "--listen", $"{Grpc}", "--http", $"{Http}", "--drain-period", "0.5", .. arguments]));
    }

    /// <summary>Starts the site again as it was started, and waits until it serves.</summary>
    public async Task RestartAsync()
    {
        await Process.RestartAsync(HangGuard.Token);
        await SaysAsync("serving");
    }

    public Task SaysAsync(string line) => SaysAsync(said => said == line);

    public Task<string> SaysAsync(Func<string, bool> line) => Process.WaitForLineAsync(line, HangGuard.Token);

    public Task KillAsync() => Process.KillAsync(HangGuard.Token);

    /// <summary>As a service manager does, with SIGTERM.</summary>
    public Task StopAsync() => Process.StopAsync(HangGuard.Token);

    public Task FreezeAsync() => Process.FreezeAsync(HangGuard.Token);

    public Task ThawAsync() => Process.ThawAsync(HangGuard.Token);

    public Task<SiteStatusReport> StatusAsync() => StatusAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits until the site says of itself that something holds.</summary>
    public async Task<SiteStatusReport> WaitForStatusAsync(Func<SiteStatusReport, bool> holds)
    {
        SiteStatusReport? last = null;
        await Eventually.UntilAsync(
            async () =>
            {
                try
                {
                    return holds(last = await StatusAsync(TimeSpan.FromSeconds(1)));
                }
                catch (HaCallException)
                {
                    // It doesn't listen yet, or has no time now.
                    return false;
                }
            },
            () => $"Site {Number} was last seen as {(last is null ? "silent" : StatusText.Of(last))}");
        return last!;
    }

    /// <summary>Waits until its link to a peer is in a state, and gives the link's row.</summary>
    public async Task<LinkReport> WaitForLinkAsync(ReplicatedSite peer, ReplicationState state)
    {
        SiteStatusReport report = await WaitForStatusAsync(seen => LinkTo(seen, peer)?.State == state);
        return LinkTo(report, peer)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    /// <summary>Asks with a new client: one that has seen the site not serve would wait until it does.</summary>
    private async Task<SiteStatusReport> StatusAsync(TimeSpan timeout)
    {
        using SitesClient client = new(new HaOptions { Url = $"grpc://{Grpc}" }, new() { Timeout = timeout });
        return await client.GetStatusAsync(HangGuard.Token);
    }

    /// <summary>A peer that has dialled, and that was not reached by its configured address yet, has a row for each.</summary>
    private static LinkReport? LinkTo(SiteStatusReport report, ReplicatedSite peer) =>
        report.Links.FirstOrDefault(link => link.Site == peer.Number) ?? report.Links.FirstOrDefault(link => link.Address == $"{peer.Grpc}");
}
