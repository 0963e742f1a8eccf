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
    ];

    /// <summary>The faults of a seed, in the order of their beginnings.</summary>
    public static ImmutableArray<PlannedFault> Plan(ulong seed, SimulationOptions options)
    {
        Kind[] kinds = [.. Kinds.Where(kind => options.FaultKinds.Contains(kind.Name))];
        int[] weighted = [.. kinds.SelectMany((kind, i) => Enumerable.Repeat(i, kind.Weight))];
        if (weighted.Length == 0)
            return [];
        List<PlannedFault> plan = [];
        for (int i = 0; i < options.Faults; i++)
        {
            Dice dice = new(seed, $"fault {i}");
            Kind kind = kinds[dice.Pick(weighted)];
            Instant at = default(Instant) + dice.Span(SimulationOptions.WarmUp, options.SafetyPhase);
            plan.Add(new(at, dice.Seconds(kind.LeastSeconds, kind.MostSeconds), kind.Draw(dice, options)));
        }
        return [.. plan.OrderBy(fault => fault.At)];
    }
}
