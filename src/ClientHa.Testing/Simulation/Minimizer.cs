using System.Collections.Immutable;

namespace ClientHa.Testing.Simulation;

/// <summary>
/// Takes away from a run that broke a promise as long as it still breaks the same: faults by halves, then smaller parts (Zeller and
/// Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), then clients, then time.
/// </summary>
/// <param name="breaks">Whether what a cut leaves still breaks the same promise.</param>
internal sealed class Minimizer(Func<SimulationCut, bool> breaks)
{
    /// <summary>What a minimization may cost: a run each.</summary>
    private const int MostRuns = 120;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private int runs;

    /// <param name="found">The run that broke the promise.</param>
    /// <param name="safetyPhase">As it was run.</param>
    public static SimulationCut Minimize(SimulationResult found, TimeSpan? safetyPhase)
    {
        // What broke while faults were going on breaks without what came after it.
        TimeSpan end = found.VirtualTime < found.Options.SafetyPhase ? found.VirtualTime : found.Options.SafetyPhase;
        return new Minimizer(cut => Simulator.Run(found.Options.Seed, safetyPhase, cut).Violation?.Rule == found.Violation!.Rule)
            .Minimize(found.Plan.Length, found.Options.Clients, end);
    }

    public SimulationCut Minimize(int faults, int clients, TimeSpan end)
    {
        SimulationCut cut = WithFewerFaults(new([.. Enumerable.Range(0, faults)]));
        return Shortened(WithFewerClients(cut, clients), end);
    }

    private SimulationCut WithFewerFaults(SimulationCut cut)
    {
        int part = Math.Max(1, cut.Faults!.Value.Length);
        while (true)
        {
            bool isSmaller = false;
            for (int from = 0; from < cut.Faults.Value.Length;)
            {
                ImmutableArray<int> rest = cut.Faults.Value.RemoveRange(from, Math.Min(part, cut.Faults.Value.Length - from));
                if (StillBreaks(cut with { Faults = rest }))
                {
                    cut = cut with { Faults = rest };
                    isSmaller = true;
                }
                else
                {
                    from += part;
                }
            }
            if (part == 1 && !isSmaller)
                return cut;
            part = Math.Max(1, part / 2);
        }
    }

    private SimulationCut WithFewerClients(SimulationCut cut, int clients)
    {
        for (int fewer = clients / 2; fewer >= 1 && StillBreaks(cut with { Clients = fewer }); fewer /= 2)
            cut = cut with { Clients = fewer };
        return cut;
    }

    private SimulationCut Shortened(SimulationCut cut, TimeSpan end)
    {
        for (TimeSpan shorter = end; shorter > Shortest && StillBreaks(cut with { HealAt = shorter }); shorter *= 0.8)
            cut = cut with { HealAt = shorter };
        return cut;
    }

    private bool StillBreaks(SimulationCut cut) => runs++ < MostRuns && breaks(cut);
}
