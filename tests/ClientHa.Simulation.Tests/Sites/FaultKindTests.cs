using System.Collections.Immutable;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Simulation.Tests.Sites;

/// <summary>Each kind of fault alone.</summary>
public sealed class FaultKindTests
{
    private const ulong Seed = 1;

    public static TheoryData<string> Kinds => [.. Swarm.Kinds.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fault_of_each_kind_heals_and_leaves_nothing_behind(string kind)
    {
        SimulationOptions options = SimulationOptions.Draw(Seed, TimeSpan.FromSeconds(90)) with
        {
            FaultKinds = [kind],
            Faults = 4,
            ReconnectDelay = TimeSpan.FromSeconds(5),
        };
        ImmutableArray<PlannedFault> faults = Swarm.Plan(Seed, options);
        Assert.Equal(4, faults.Length);

        Assert.Null(Simulator.Run(options, faults).Violation);
    }
}
