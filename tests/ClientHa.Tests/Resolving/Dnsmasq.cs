using System.Net;
using ClientHa.Testing.Processes;
using ClientHa.Tests.Sites;

namespace ClientHa.Tests.Resolving;

/// <summary>A name server that others wrote, for <c>ha.test</c>: it knows the names of a hosts file and denies all others.</summary>
internal sealed class Dnsmasq : IAsyncDisposable
{
    private const int HangUp = 1;

    private readonly DirectoryInfo directory;
    private readonly SiteProcess process;

    private Dnsmasq(DirectoryInfo directory, SiteProcess process, IPEndPoint endPoint)
    {
        this.directory = directory;
        this.process = process;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    private string Hosts => Path.Combine(directory.FullName, "hosts");

    /// <param name="lines">Of a hosts file.</param>
    public static async Task<Dnsmasq> StartAsync(params string[] lines)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-dnsmasq");
        string hosts = Path.Combine(directory.FullName, "hosts");
        await File.WriteAllLinesAsync(hosts, lines);
        int port = FreePort.Find(IPAddress.Loopback);
        SiteProcess process = SiteProcess.Start(
            "dnsmasq", "--keep-in-foreground", "--log-facility=-", "--no-resolv", "--no-hosts", "--pid-file", "--conf-file=/dev/null",
            $"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces", "--local=/ha.test/", $"--addn-hosts={hosts}",
            $"--user={Environment.UserName}");
        Dnsmasq server = new(directory, process, new IPEndPoint(IPAddress.Loopback, port));
        await Eventually.UntilAsync(() => server.Reads > 0);
        return server;
    }

    /// <summary>From now on it knows these names.</summary>
    public async Task SetAsync(params string[] lines)
    {
        int before = Reads;
        await File.WriteAllLinesAsync(Hosts, lines);
        UnixSignal.Send(process.Id, HangUp);
        await Eventually.UntilAsync(() => Reads > before);
    }

    /// <summary>Says nothing any more.</summary>
    public Task FreezeAsync() => process.FreezeAsync();

    public Task ThawAsync() => process.ThawAsync();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>How often it has read its names.</summary>
    private int Reads => process.Lines.Count(line => line.Contains($"read {Hosts}", StringComparison.Ordinal));
}
