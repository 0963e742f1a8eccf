using System.Net;
using ClientHa.Services;
using ClientHa.Testing.Network;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Masters;

/// <summary>Two sites that replicate to each other; over bridges, where their link is to be slow or cut.</summary>
internal sealed class MasterPair : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly MasterSite[] sites;
    private readonly Bridge[] bridges;

    private MasterPair(TemporaryFolder folder, MasterSite[] sites, Bridge[] bridges) =>
        (this.folder, this.sites, this.bridges) = (folder, sites, bridges);

    public MasterSite this[int site] => sites[site];

    public static async Task<MasterPair> StartAsync(bool overBridges = false)
    {
        TemporaryFolder folder = TemporaryFolder.Create("pair");
        IPEndPoint[] endPoints = [new(IPAddress.Loopback, FreePort.Find()), new(IPAddress.Loopback, FreePort.Find())];

        // On bridge 0 site 0 connects to site 1.
        Bridge[] bridges = overBridges ? [.. endPoints.Reverse().Select(target => Bridge.Start(new(IPAddress.Loopback, 0), target))] : [];
        IPEndPoint[] peers = overBridges ? [.. bridges.Select(bridge => bridge.EndPoint)] : [.. endPoints.Reverse()];
        MasterSite[] sites = [.. endPoints.Select((endPoint, site) => MasterSite.Launch(site, folder.In($"site{site}"), endPoint, peers[site]))];
        MasterPair pair = new(folder, sites, bridges);
        try
        {
            foreach (MasterSite site in sites)
                await site.ServingAsync();
            await pair.EqualAsync();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes between the sites take so long from now on, in each direction.</summary>
    public Task DelayAsync(TimeSpan delay) =>
        SetAsync(new() { Forth = new() { Delay = delay }, Back = new() { Delay = delay } });

    /// <summary>No connection between the sites, and what was under way is gone.</summary>
    public async Task CutAsync()
    {
        await SetAsync(new() { Refuse = true });
        Reset();
    }

    public Task HealAsync() => SetAsync(BridgeFaults.Nothing);

    /// <summary>What is under way between the sites is lost.</summary>
    public void Reset()
    {
        foreach (Bridge bridge in bridges)
            bridge.Reset();
    }

    /// <summary>Waits until both sites have the same, and see each other.</summary>
    public async Task EqualAsync()
    {
        using SitesClient first = sites[0].Status();
        using SitesClient second = sites[1].Status();
        while (true)
        {
            SiteStatusReport one = await first.GetStatusAsync(), other = await second.GetStatusAsync();
            if (one.IsGood && other.IsGood && one.Links.Count > 0 && one.Digest == other.Digest && one.Vector.SequenceEqual(other.Vector))
                return;
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MasterSite site in sites)
            await site.DisposeAsync();
        foreach (Bridge bridge in bridges)
            await bridge.DisposeAsync();
        await folder.DisposeAsync();
    }

    private Task SetAsync(BridgeFaults faults) => Task.WhenAll(bridges.Select(bridge => bridge.SetAsync(faults)));
}
