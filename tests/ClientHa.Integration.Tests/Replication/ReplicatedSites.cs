using System.Net;
using ClientHa.Services;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// The sites of a set-up as an operator runs them: a process each, on one port and addresses of their own, and the names 0.ha.test,
/// 1.ha.test … that lead to them.
/// </summary>
internal sealed class ReplicatedSites : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-replicated-");
    private readonly DnsResponder dns = new();
    private readonly List<IDisposable> clients = [];
    private readonly ReplicatedSite[] sites;

    private ReplicatedSites(int count, int[]? numbers)
    {
        IPAddress[] addresses = [.. Enumerable.Range(1, count).Select(Loopback.Address)];
        int grpc = FreePort.Find(addresses);
        int http = FreePort.Find(addresses);
        sites = [.. addresses.Select((address, index) =>
            new ReplicatedSite(numbers?[index] ?? index, new(address, grpc), new(address, http), Path.Combine(folder.FullName, $"{index}")))];
    }

    public ReplicatedSite this[int number] => sites[number];

    /// <summary>Sites of which none has been started.</summary>
    /// <param name="count">How many.</param>
    /// <param name="numbers">What each takes for its number; null: 0, 1, 2 …</param>
    public static async Task<ReplicatedSites> CreateAsync(int count, int[]? numbers = null)
    {
        ReplicatedSites created = new(count, numbers);
        await created.dns.StartAsync();
        for (int index = 0; index < count; index++)
            created.dns.Set($"{index}.ha.test", created.sites[index].Grpc.Address);
        return created;
    }

    /// <summary>Sites that all serve, have each other as peers, and are linked.</summary>
    public static async Task<ReplicatedSites> StartAsync(int count = 2)
    {
        ReplicatedSites started = await CreateAsync(count);
        try
        {
            await Task.WhenAll(started.sites.Select(site => site.ServeAsync(started.PeersOf(site.Number))));
            await started.WaitUntilEqualAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>The arguments that make all other sites a site's peers.</summary>
    public string[] PeersOf(int number) => [.. sites.Where(site => site != sites[number]).SelectMany(PeerArguments)];

    /// <summary>The arguments that make one site a peer.</summary>
    public string[] Peer(int number) => PeerArguments(sites[number]);

    /// <summary>A client that was configured directly to one site.</summary>
    public DocumentsClient ConnectTo(int number, ServiceClientOptions? options = null) =>
        Connect(new() { Url = $"grpc://{number}.ha.test:{sites[number].Grpc.Port}" }, options);

    /// <summary>A client that was configured to HA operations.</summary>
    /// <param name="firstChoice">See <see cref="HaOptions.FirstChoice"/>.</param>
    public DocumentsClient ConnectToAny(string firstChoice = "Random") =>
        Connect(new() { Url = $"grpc://ha.test:{sites[0].Grpc.Port}", ServerCount = sites.Length, FirstChoice = firstChoice }, null);

    /// <summary>Waits until all these sites, or all there are, serve, are linked well, and have the same operations and the same state.</summary>
    public async Task WaitUntilEqualAsync(params IReadOnlyList<int> numbers)
    {
        ReplicatedSite[] compared = numbers.Count == 0 ? sites : [.. numbers.Select(number => sites[number])];
        SiteStatusReport[] last = [];
        await Eventually.UntilAsync(
            async () =>
            {
                last = await Task.WhenAll(compared.Select(site => site.StatusAsync()));
                return last.All(report => report.State == ServingState.Serving
                    && report.Links.Count(link => link.State == ReplicationState.Good) >= compared.Length - 1
                    && report.Digest == last[0].Digest
                    && report.Documents == last[0].Documents
                    && StatusText.Vector(report) == StatusText.Vector(last[0]));
            },
            () => string.Join(Environment.NewLine, last.Select(StatusText.Of)));
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        foreach (ReplicatedSite site in sites)
            await site.DisposeAsync();
        await dns.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string[] PeerArguments(ReplicatedSite site) => ["--peer", $"{site.Grpc}"];

    private DocumentsClient Connect(HaOptions options, ServiceClientOptions? service)
    {
        options.NameServers = [dns.EndPoint.ToString()];
        // As the seed's operators set it for a test.
        options.ReconnectDelay = TimeSpan.FromMilliseconds(200);
        DocumentsClient client = new(options, service);
        clients.Add(client);
        return client;
    }
}
