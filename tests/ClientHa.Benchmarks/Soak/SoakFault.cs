using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Soak;

/// <summary>A fault of one site that is over in less than the 5 s to the next one, which comes at the other site.</summary>
internal sealed record SoakFault(string Name, Func<SitePair, int, Task> DoAsync)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<SoakFault> All { get; } =
    [
        new("kill and restart", async (sites, site) =>
        {
            await sites[site].KillAsync();
            await Task.Delay(Away);
            await sites.RestartAsync(site);
        }),
        new("freeze", async (sites, site) =>
        {
            await sites[site].FreezeAsync();
            await Task.Delay(Silent);
            await sites[site].ThawAsync();
        }),
        new("black hole", async (_, site) =>
        {
            await Packets.DropAsync(SitePair.EndPoints[site]);
            await Task.Delay(Silent);
            await Packets.PassAsync(SitePair.EndPoints[site]);
        }),
        new("stop and start", async (sites, site) =>
        {
            await sites[site].StopAsync();
            await Task.Delay(Away);
            await sites.RestartAsync(site);
        }),
        new("cut", (_, site) => Packets.ResetAsync(SitePair.EndPoints[site])),
    ];
}
