using System.Collections.Immutable;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Testing.Simulation;

/// <summary>Runs worlds.</summary>
internal static class Simulator
{
    /// <summary>One seed decides everything.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="safetyPhase">How long faults happen; null: as the seed draws it.</param>
    /// <param name="isKept">Whether the timeline is wanted as lines.</param>
    public static SimulationResult Run(ulong seed, TimeSpan? safetyPhase = null, bool isKept = false)
    {
        SimulationOptions options = SimulationOptions.Draw(seed, safetyPhase);
        return Run(options, Swarm.Plan(seed, options), isKept);
    }

    /// <summary>As <see cref="Run(ulong, TimeSpan?, bool)"/>, for those who can name no type of this simulation.</summary>
    public static (string? Violation, ulong Digest) Try(ulong seed)
    {
        SimulationResult result = Run(seed);
        return (result.Violation?.Message, result.Digest);
    }

    /// <summary>A run whose faults are given.</summary>
    public static SimulationResult Run(SimulationOptions options, ImmutableArray<PlannedFault> faults, bool isKept = false)
    {
        World world = new(options, isKept);
        SimulationViolation? violation = null;
        try
        {
            world.Run(faults);
        }
        catch (SimulationViolation found)
        {
            violation = found;
            world.Timeline.Say("VIOLATION", found.Message);
        }
        return new(options, faults, world, violation);
    }
}
