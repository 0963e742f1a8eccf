using System.Collections.Immutable;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Testing.Simulation;

/// <summary>Runs worlds.</summary>
internal static class Simulator
{
    /// <summary>One seed decides everything.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="safetyPhase">How long faults happen; null: as the seed draws it.</param>
    /// <param name="cut">What is left out; null: nothing.</param>
    /// <param name="isKept">Whether the timeline is wanted as lines.</param>
    public static SimulationResult Run(ulong seed, TimeSpan? safetyPhase = null, SimulationCut? cut = null, bool isKept = false)
    {
        SimulationOptions drawn = SimulationOptions.Draw(seed, safetyPhase);
        ImmutableArray<PlannedFault> plan = Swarm.Plan(seed, drawn);
        cut ??= SimulationCut.None;
        return Run(cut.Of(drawn), cut.Of(plan), plan, cut, isKept);
    }

    /// <summary>A run whose faults are given.</summary>
    public static SimulationResult Run(SimulationOptions options, ImmutableArray<PlannedFault> faults, bool isKept = false) =>
        Run(options, faults, faults, SimulationCut.None, isKept);

    /// <summary>As <see cref="Run(ulong, TimeSpan?, SimulationCut?, bool)"/>, for those who can name no type of this simulation.</summary>
    public static (string? Violation, ulong Digest) Try(ulong seed)
    {
        SimulationResult result = Run(seed);
        return (result.Violation?.Message, result.Digest);
    }

    private static SimulationResult Run(
        SimulationOptions options, ImmutableArray<PlannedFault> faults, ImmutableArray<PlannedFault> plan, SimulationCut cut, bool isKept)
    {
        World world = new(options, isKept);
        SimulationViolation? violation = null;
        try
        {
            world.Run(faults);
        }
        catch (Exception exception)
        {
            // A rule that throws would have ended the process that it ran in.
            violation = exception as SimulationViolation ?? new SimulationViolation("no exception", exception.ToString());
            world.Timeline.Say("VIOLATION", violation.Message);
        }
        return new(options, plan, cut, world, violation);
    }
}
