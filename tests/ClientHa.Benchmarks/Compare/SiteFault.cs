using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Compare;

/// <summary>What is done to the first site, or to both.</summary>
/// <param name="Id">For the command line.</param>
/// <param name="Name">For people.</param>
/// <param name="DoAsync">Does it, with so long an outage if it is one.</param>
internal sealed record SiteFault(string Id, string Name, Func<SitePair, TimeSpan, Task<FaultMoments>> DoAsync)
{
    /// <summary>Before the clients are there: they are timed from the first call of each.</summary>
    public bool IsAtStart { get; init; }

    public static SiteFault Kill { get; } = new("kill", "SIGKILL", (sites, _) => NowAsync(() => sites[0].KillAsync()));

    public static SiteFault Terminate { get; } = new("term", "SIGTERM", (sites, _) => NowAsync(() => sites[0].StopAsync()));

    public static SiteFault Stop { get; } = new("stop", "SIGSTOP", (sites, _) => NowAsync(() => sites[0].FreezeAsync()));

    public static SiteFault BlackHole { get; } = new("blackhole", "black hole", (_, _) => NowAsync(() => Packets.DropAsync(SitePair.First)));

    public static SiteFault BlackHoleAtStart { get; } =
        new("start", "first choice black-holed at start", (_, _) => NowAsync(() => Packets.DropAsync(SitePair.First))) { IsAtStart = true };

    /// <summary>Both are killed, and after a while the second comes back: from then on clients are timed.</summary>
    public static SiteFault Outage { get; } = new("outage", "both down, one back", async (sites, outage) =>
    {
        FaultMoments down = await NowAsync(() => Task.WhenAll(sites[0].KillAsync(), sites[1].KillAsync()));
        await Task.Delay(outage);
        await sites.RestartAsync(1);
        return down with { Timed = MonotonicClock.Now };
    });

    public static IReadOnlyList<SiteFault> All { get; } = [Kill, Terminate, Stop, BlackHole, BlackHoleAtStart, Outage];

    /// <summary>The moment before: what the fault itself takes counts against the client.</summary>
    private static async Task<FaultMoments> NowAsync(Func<Task> fault)
    {
        long moment = MonotonicClock.Now;
        await fault();
        return new(moment, moment);
    }
}
