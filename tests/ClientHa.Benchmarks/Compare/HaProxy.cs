using System.Net;
using System.Net.Sockets;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Compare;

/// <summary>HAProxy in front of both sites, with one of the configurations in Peers.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private readonly SiteProcess process;
    private readonly DirectoryInfo directory;

    private HaProxy(SiteProcess process, DirectoryInfo directory) => (this.process, this.directory) = (process, directory);

    public static IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, 8000);

    /// <summary>Ends when it listens.</summary>
    public static async Task<HaProxy> StartAsync(string configuration)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-compare-");
        string file = Path.Combine(directory.FullName, "haproxy.cfg");
        string text = await File.ReadAllTextAsync(PeerFile.Path($"{configuration}.cfg"));
        await File.WriteAllTextAsync(file, text
            .Replace("{listen}", $"{EndPoint}", StringComparison.Ordinal)
            .Replace("{first}", $"{SitePair.First}", StringComparison.Ordinal)
            .Replace("{second}", $"{SitePair.Second}", StringComparison.Ordinal));
        HaProxy proxy = new(SiteProcess.Start("haproxy", "-db", "-f", file), directory);
        await proxy.WaitUntilItListensAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Delete(recursive: true);
    }

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
