using System.Collections.Immutable;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Testing.Simulation;

/// <summary>What a run came to.</summary>
internal sealed class SimulationResult(
    SimulationOptions options, ImmutableArray<PlannedFault> plan, SimulationCut cut, World world, SimulationViolation? violation)
{
    public SimulationOptions Options { get; } = options;

    /// <summary>All faults that the seed draws, those that were cut too.</summary>
    public ImmutableArray<PlannedFault> Plan { get; } = plan;

    public SimulationCut Cut { get; } = cut;

    /// <summary>Null where everything held.</summary>
    public SimulationViolation? Violation { get; } = violation;

    /// <summary>Equal for equal runs.</summary>
    public ulong Digest { get; } = world.Timeline.Digest;

    public long Events { get; } = world.Agenda.Events;

    public TimeSpan VirtualTime { get; } = TimeSpan.FromTicks(world.Agenda.Now.Ticks);

    /// <summary>The acknowledged writes that went with a disk, and why: server.md allows it only for what no other site had.</summary>
    public IReadOnlyList<string> LostWrites { get; } = world.Ledger.LostWrites;

    public IReadOnlyList<string> Timeline { get; } = world.Timeline.Lines;
}
