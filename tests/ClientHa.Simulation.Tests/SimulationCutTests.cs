using System.Collections.Immutable;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Simulation.Tests;

public sealed class SimulationCutTests
{
    private static readonly SimulationOptions Options = SimulationOptions.Draw(7);
    private static readonly ImmutableArray<PlannedFault> Plan = Swarm.Plan(7, Options);

    [Fact]
    public void Nothing_is_cut_from_the_whole()
    {
        Assert.Equal(Plan.AsEnumerable(), SimulationCut.None.Of(Plan));
        Assert.Equal(Options, SimulationCut.None.Of(Options));
    }

    [Fact]
    public void Faults_are_kept_by_their_numbers() => Assert.Equal([Plan[2], Plan[0]], new SimulationCut([2, 0]).Of(Plan).AsEnumerable());

    [Fact]
    public void No_fault_begins_once_all_is_healed()
    {
        SimulationCut cut = new(HealAt: TimeSpan.FromTicks(Plan[1].At.Ticks));

        Assert.Equal([Plan[0]], cut.Of(Plan).AsEnumerable());
        Assert.Equal(cut.HealAt, cut.Of(Options).SafetyPhase);
    }

    [Fact]
    public void A_number_that_the_plan_lacks_is_named()
    {
        string message = Assert.Throws<ArgumentException>(() => new SimulationCut([Plan.Length]).Of(Plan)).Message;

        Assert.StartsWith($"There is no fault {Plan.Length}: the seed draws {Plan.Length}, numbered from 0.", message, StringComparison.Ordinal);
    }
}
