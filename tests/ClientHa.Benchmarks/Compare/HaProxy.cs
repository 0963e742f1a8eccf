using System.Net;
using System.Net.Sockets;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Compare;

/// <summary>HAProxy in front of both sites, with one of the configurations in Peers.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private readonly SiteProcess process;

    private HaProxy(SiteProcess process) => this.process = process;

    public static IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, 8000);

    /// <summary>Ends when it listens.</summary>
    public static async Task<HaProxy> StartAsync(string configuration)
    {
        HaProxy proxy = new(SiteProcess.Start(new SiteProcessStart
        {
            FileName = "haproxy",
            Arguments = ["-db", "-f", PeerFile.Path($"{configuration}.cfg")],
            Environment = new Dictionary<string, string?>
            {
                ["LISTEN"] = $"{EndPoint}",
                ["FIRST"] = $"{SitePair.First}",
                ["SECOND"] = $"{SitePair.Second}",
            },
        }));
        await proxy.WaitUntilItListensAsync();
        return proxy;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task WaitUntilItListensAsync()
    {
        while (true)
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(EndPoint);
                return;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(10);
            }
        }
    }
}
