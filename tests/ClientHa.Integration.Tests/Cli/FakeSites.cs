using System.Net;
using ClientHa.Fakes;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Integration.Tests.Cli;

/// <summary>0.ha.test and 1.ha.test, which say what they are told to.</summary>
internal sealed class FakeSites : IAsyncDisposable
{
    private readonly List<FakeSite> sites = [];
    private readonly DnsResponder dns = new();

    private FakeSites(int port) => Port = port;

    public int Port { get; }

    public FakeSite this[int site] => sites[site];

    /// <summary>How a command finds both.</summary>
    public string[] Options => ["--url", $"grpc://ha.test:{Port}", "--server-count", "2", "--name-server", $"{dns.EndPoint}"];

    /// <param name="status">What a site of a number says of itself.</param>
    public static async Task<FakeSites> StartAsync(Func<int, GetStatusResponse> status)
    {
        IPAddress[] addresses = [Loopback.Address(1), Loopback.Address(Loopback.HasManyAddresses ? 2 : 1)];
        FakeSites started = new(FreePort.Find(addresses));
        await started.dns.StartAsync();
        foreach (IPAddress address in addresses.Distinct())
        {
            int number = started.sites.Count;
            started.dns.Set($"{number}.ha.test", address);
            started.sites.Add(await FakeSite.StartAsync(endPoint: new IPEndPoint(address, started.Port)));
            started[number].Status = (_, _) => Task.FromResult(status(number));
        }
        return started;
    }

    public int[] Count<TRequest>()
        where TRequest : IMessage => [.. sites.Select(site => site.Requests<TRequest>().Count())];

    public async ValueTask DisposeAsync()
    {
        foreach (FakeSite site in sites)
            await site.DisposeAsync();
        await dns.DisposeAsync();
    }
}
