using System.Net;
using ClientHa.Testing;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Sites;

/// <summary>
/// Two sites as processes. The addresses are fixed: in a network namespace of our own nobody else has them.
/// </summary>
internal sealed class SitePair : IAsyncDisposable
{
    private const int Port = 8001;

    private readonly SiteProcess[] processes;

    private SitePair(SiteProcess[] processes) => this.processes = processes;

    public static IPEndPoint[] EndPoints { get; } = [new(Loopback.Address(2), Port), new(Loopback.Address(3), Port)];

    /// <summary>What all contenders use first, and what is harmed.</summary>
    public static IPEndPoint First => EndPoints[0];

    public static IPEndPoint Second => EndPoints[1];

    public SiteProcess this[int site] => processes[site];

    public static async Task<SitePair> StartAsync()
    {
        SitePair pair = new([.. EndPoints.Select(endPoint => SiteProcess.Start(OwnProgram.Start("site", $"{endPoint}")))]);
        try
        {
            foreach (SiteProcess process in pair.processes)
                await process.WaitForLineAsync(line => line == EchoSite.Serving);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the site serves again.</summary>
    public async Task RestartAsync(int site)
    {
        await processes[site].RestartAsync();
        await processes[site].WaitForLineAsync(line => line == EchoSite.Serving);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiteProcess process in processes)
            await process.DisposeAsync();
    }
}
