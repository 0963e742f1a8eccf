using System.Globalization;
using System.Net;
using ClientHa.Services;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Masters;

/// <summary>A site of our server as a process, as an operator would start it.</summary>
internal sealed class MasterSite : IAsyncDisposable
{
    private readonly SiteProcess process;

    private MasterSite(SiteProcess process, IPEndPoint endPoint)
    {
        (this.process, EndPoint) = (process, endPoint);
        Leftovers.Add(this);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What the process holds of the machine's memory.</summary>
    public long ResidentBytes => ResidentMemory.Of(process.Id) ?? throw new InvalidOperationException("The site has ended.");

    public static MasterSite Launch(int number, string data, IPEndPoint endPoint, params IReadOnlyList<IPEndPoint> peers)
    {
        SiteProcessStart start = DotnetProgram.Start(
            typeof(ClientHa.Server.HaServerOptions).Assembly.Location,
            [
                "--site", number.ToString(CultureInfo.InvariantCulture), "--data", data, "--http", "off", "--listen", $"{endPoint}",
                .. peers.SelectMany(peer => (string[])["--peer", $"{peer}"]),
            ]);
        return new(SiteProcess.Start(start with { Environment = new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = "0" } }), endPoint);
    }

    public Task ServingAsync() => process.WaitForLineAsync(line => line == "serving");

    public async Task RestartAsync()
    {
        await process.RestartAsync();
        await ServingAsync();
    }

    public Task KillAsync() => process.KillAsync();

    /// <summary>What a client of this site alone is made with.</summary>
    public HaOptions Options() => new() { Servers = [$"{EndPoint}"] };

    public DocumentsClient Documents() => new(Options());

    public SitesClient Status() => new(Options());

    public ValueTask DisposeAsync()
    {
        Leftovers.Remove(this);
        return process.DisposeAsync();
    }
}
