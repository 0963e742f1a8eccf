using System.Net;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>
/// Sites as real processes with an address each on one port, and the names 0.ha.test, 1.ha.test … that lead to them.
/// </summary>
internal sealed class SiteCluster : IAsyncDisposable
{
    private static readonly string SiteFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Integration.Site.dll");

    private readonly string folder = Directory.CreateTempSubdirectory("clientha-sites-").FullName;
    private readonly DnsResponder dns = new();
    private readonly List<SiteProcess> processes = [];

    private SiteCluster(IPEndPoint[] endPoints) => EndPoints = endPoints;

    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>The port of the first site, and of all others where they share one.</summary>
    public int Port => EndPoints[0].Port;

    public SiteProcess this[int number] => processes[number];

    /// <summary>Sites that clients find by their numbered names.</summary>
    /// <param name="count">How many.</param>
    /// <param name="arguments">Further arguments of a site's program, by its number.</param>
    public static Task<SiteCluster> StartAsync(int count, Func<int, string[]>? arguments = null)
    {
        IPAddress[] addresses = [.. Enumerable.Range(1, count).Select(Loopback.Address)];
        int port = FreePort.Find(addresses);
        return StartAsync([.. addresses.Select(address => new IPEndPoint(address, port))], arguments);
    }

    /// <summary>Sites on one address, which differ by their ports and have no names.</summary>
    public static Task<SiteCluster> StartOnPortsAsync(int count) =>
        StartAsync([.. Enumerable.Range(0, count).Select(_ => new IPEndPoint(IPAddress.Loopback, FreePort.Find()))]);

    /// <summary>A client that has the sites' service by its name and number of servers.</summary>
    public SiteClient Connect(int serverCount, Action<HaOptions>? configure = null) =>
        ConnectTo($"grpc://ha.test:{Port}", serverCount, configure);

    /// <summary>A client that asks our name server, and comes back soon.</summary>
    public SiteClient ConnectTo(string? url, int serverCount, Action<HaOptions>? configure = null)
    {
        HaOptions options = new()
        {
            Url = url,
            ServerCount = serverCount,
            FirstChoice = serverCount > 0 ? "0" : "Stable",
            NameServers = [dns.EndPoint.ToString()],
            ReconnectDelay = TimeSpan.FromMilliseconds(200),
        };
        configure?.Invoke(options);
        return new SiteClient(options);
    }

    /// <summary>Starts a site anew and waits until it serves.</summary>
    public async Task RestartAsync(int number)
    {
        await processes[number].RestartAsync(HangGuard.Token);
        await WaitUntilReadyAsync(processes[number]);
    }

    /// <summary>Waits until the site has a call that it will not answer.</summary>
    public Task WaitUntilHoldingAsync(int number, string id) =>
        processes[number].WaitForLineAsync(line => line == $"holding {id}", HangGuard.Token);

    /// <summary>The ids of all increments that any site began to execute, as often as it did.</summary>
    public string[] Executions() =>
        [.. Enumerable.Range(0, processes.Count).SelectMany(number => File.ReadAllLines(ExecutionsFile(number)))];

    public async ValueTask DisposeAsync()
    {
        foreach (SiteProcess process in processes) await process.DisposeAsync();
        await dns.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<SiteCluster> StartAsync(IPEndPoint[] endPoints, Func<int, string[]>? arguments = null)
    {
        var cluster = new SiteCluster(endPoints);
        try
        {
            await cluster.dns.StartAsync();
            for (int number = 0; number < endPoints.Length; number++) cluster.Start(number, arguments?.Invoke(number) ?? []);
            await Task.WhenAll(cluster.processes.Select(WaitUntilReadyAsync));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static Task WaitUntilReadyAsync(SiteProcess process) =>
        process.WaitForLineAsync(line => line == "ready", HangGuard.Token);

    private void Start(int number, string[] arguments)
    {
        dns.Set($"{number}.ha.test", EndPoints[number].Address);
        processes.Add(SiteProcess.Start(DotnetProgram.Start(
            SiteFile,
            ["--number", $"{number}", "--listen", $"{EndPoints[number]}", "--executions", ExecutionsFile(number), .. arguments])));
    }

    private string ExecutionsFile(int number) => Path.Combine(folder, $"executions-{number}");
}
