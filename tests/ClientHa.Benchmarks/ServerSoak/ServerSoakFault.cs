using ClientHa.Testing;

namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>What is done to a site, and is over in less than the 10 s to the next fault, which comes at the other site.</summary>
internal sealed record ServerSoakFault(string Name, Func<HaCluster, int, Task<HaFault?>> OrderAsync)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<ServerSoakFault> All { get; } =
    [
        new("SIGKILL", async (cluster, site) => await cluster[site].KillAsync()),
        new("SIGSTOP", async (cluster, site) => await cluster[site].FreezeAsync()),
        new("cut link", async (cluster, _) => await cluster.PartitionAsync(0, 1)),
        new("SIGTERM", async (cluster, site) => await cluster[site].StopAsync()),
        new("full disk", async (cluster, site) => await cluster[site].FullDiskAsync()),
        new("one-way link", async (cluster, site) => await cluster.PartitionAsync(site, 1 - site, oneWay: true)),
        new("reset", async (cluster, site) =>
        {
            await cluster[site].ResetAsync();
            return null;
        }),
    ];

    public async Task DoAsync(HaCluster cluster, int site)
    {
        if (await OrderAsync(cluster, site) is not { } fault)
            return;
        await Task.Delay(Away);
        await fault.HealAsync();
    }
}
