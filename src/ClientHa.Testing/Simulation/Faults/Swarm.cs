using System.Collections.Immutable;
using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>
/// All kinds of faults. A seed leaves some of them out (Groce et al., "Swarm Testing", ISSTA 2012): what hides behind a fault that
/// happens all the time is found by the seeds without it.
/// </summary>
internal static class Swarm
{
    /// <summary>A kind of fault: its name, how often it is drawn beside others, how long it lasts, and what draws one.</summary>
    public sealed record Kind(string Name, int Weight, int LeastSeconds, int MostSeconds, Func<Dice, SimulationOptions, Fault> Draw);

    public static ImmutableArray<Kind> Kinds { get; } =
    [
        new("kill-site", 6, 1, 60, (dice, options) => new KillSite(dice.Below(options.Sites))),
        new("freeze-site", 4, 1, 40, (dice, options) => new FreezeSite(dice.Below(options.Sites))),
        new("partition", 4, 1, 90, Partition.Draw),
        new("cut-power", 4, 1, 60, (dice, options) => new CutPower(dice.Below(options.Sites))),
        new("crash-while-writing", 8, 5, 40, (dice, options) => new CrashWhileWriting(dice.Below(options.Sites), cutsPower: dice.Chance(60), inState: dice.Chance(50))),
        new("restart-site", 4, 1, 20, (dice, options) => new RestartSite(dice.Below(options.Sites), dice.Milliseconds(300, 8_000))),
        new("all-sites-down", 2, 1, 30, (dice, _) => new AllSitesDown(cutsPower: dice.Chance(50), dice.Milliseconds(0, 4_000))),
        new("stop-site", 3, 3, 40, (dice, options) => new StopSite(dice.Below(options.Sites))),
        new("rolling-restart", 2, 20, 60, (dice, _) => new RollingRestart(dice.Milliseconds(3_500, 10_000))),
        new("lose-disk", 4, 1, 40, (dice, options) => new LoseDisk(dice.Below(options.Sites))),
        new("roll-back-disk", 3, 2, 60, (dice, options) => new RollBackDisk(dice.Below(options.Sites))),
        new("slow-disk", 4, 5, 60, (dice, options) => new SlowDisk(dice.Below(options.Sites))),
        new("fill-disk", 3, 5, 60, (dice, options) => new FillDisk(dice.Below(options.Sites))),
        new("read-only-disk", 2, 1, 30, (dice, options) => new ReadOnlyDisk(dice.Below(options.Sites))),
        new("isolate-site", 3, 1, 90, (dice, options) => new IsolateSite(dice.Below(options.Sites))),
        new("skew-site-clock", 3, 5, 90, SkewSiteClock.Draw),
        new("freeze-site-clock", 2, 2, 60, (dice, options) => new FreezeSiteClock(dice.Below(options.Sites))),
        new("reset-links", 4, 1, 20, (dice, _) => new ResetLinks(dice.Milliseconds(50, 3_000))),
        new("mischief", 6, 5, 90, (dice, _) => new Mischief(dice.Pick([20, 80, 300]))),
        new("delay-sites", 3, 5, 60, (dice, options) => new DelaySites(dice.Chance(50) ? dice.Below(options.Sites) : null, dice.Milliseconds(20, 2_500))),
        new("delay-line", 4, 5, 40, DelayLine.Draw),
        new("give-up-new-site", 2, 4, 20, (dice, options) => new GiveUpNewSite(dice.Below(options.Sites), dice.Milliseconds(0, 2_000))),
        new("fall-behind", 4, 10, 60, (dice, options) => new FallBehind(dice.Below(options.Sites), cutsPower: dice.Chance(50))),
        new("spoil-snapshot", 2, 1, 3, (dice, options) => new SpoilSnapshot(dice.Below(options.Sites))),
        new("stall-site", 4, 6, 12, (dice, options) => new StallSite(dice.Below(options.Sites))),
        new("slow-site", 2, 5, 60, (dice, options) => new SlowSite(dice.Below(options.Sites), dice.Milliseconds(300, 4_000))),
        new("broken-site", 3, 2, 60, (dice, options) => new BrokenSite(dice.Below(options.Sites))),
        new("overloaded-site", 2, 2, 30, (dice, options) => new OverloadedSite(dice.Below(options.Sites))),
        new("draining-site", 3, 1, 60, (dice, options) => new DrainingSite(dice.Below(options.Sites))),
        new("cut-off", 6, 1, 90, CutOff.Draw),
        new("no-route", 2, 1, 60, (dice, options) => new NoRoute(dice.Below(options.Clients))),
        new("slow-line", 2, 5, 90, (dice, options) => new SlowLine(Lines.Draw(dice, options), dice.Below(options.Sites), dice.Milliseconds(50, 1_500))),
        new("lossy-line", 2, 5, 90, (dice, options) => new LossyLine(Lines.Draw(dice, options), dice.Below(options.Sites), dice.Between(20, 300))),
        new("reset-connections", 3, 1, 1, (dice, options) => new ResetConnections(Lines.Draw(dice, options), dice.Below(options.Sites))),
        new("name-vanishes", 3, 5, 120, (dice, options) => new NameVanishes(dice.Below(options.Sites))),
        new("name-moves", 3, 20, 240, NameMoves.Draw),
        new("name-server-silent", 2, 5, 120, (_, _) => new NameServerSilent()),
        new("freeze-client", 2, 1, 60, (dice, options) => new FreezeClient(dice.Below(options.Clients))),
        new("kill-client", 2, 1, 30, (dice, options) => new KillClient(dice.Below(options.Clients))),
    ];

    /// <summary>What happens to the machines of clients.</summary>
    public static ImmutableArray<Kind> DesktopKinds { get; } =
    [
        new("sleep-client", 3, 25, 90, (dice, options) => new SleepClient(dice.Below(options.Clients))),
        new("change-network", 4, 1, 40, (dice, options) => new ChangeNetwork(dice.Below(options.Clients), restarts: dice.Chance(25))),
        new("jump-client-clock", 2, 5, 60, (dice, options) => new JumpClientClock(dice.Below(options.Clients), isForward: dice.Chance(50))),
    ];

    /// <summary>The faults of a seed, in the order of their beginnings.</summary>
    public static ImmutableArray<PlannedFault> Plan(ulong seed, SimulationOptions options)
    {
        PlannedFault[] planned =
        [
            .. Plan(seed, options, [.. Kinds.Where(kind => options.FaultKinds.Contains(kind.Name))], options.Faults, "fault"),
            .. Plan(seed, options, [.. DesktopKinds], options.DesktopFaults, "desktop fault"),
        ];
        return [.. planned.OrderBy(fault => fault.At)];
    }

    private static List<PlannedFault> Plan(ulong seed, SimulationOptions options, Kind[] kinds, int count, string what)
    {
        int[] weighted = [.. kinds.SelectMany((kind, i) => Enumerable.Repeat(i, kind.Weight))];
        if (weighted.Length == 0)
            return [];
        List<PlannedFault> plan = [];
        for (int i = 0; i < count; i++)
        {
            Dice dice = new(seed, $"{what} {i}");
            Kind kind = kinds[dice.Pick(weighted)];
            Instant at = default(Instant) + dice.Span(options.WarmUp, options.SafetyPhase);
            plan.Add(new(at, dice.Seconds(kind.LeastSeconds, kind.MostSeconds), kind.Draw(dice, options)));
        }
        return plan;
    }
}
