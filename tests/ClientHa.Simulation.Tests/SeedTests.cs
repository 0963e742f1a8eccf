using ClientHa.Testing.Simulation;

namespace ClientHa.Simulation.Tests;

/// <summary>What CI runs: some seeds, all of which must hold every promise.</summary>
public sealed class SeedTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        SimulationResult first = Simulator.Run(7, isKept: true), second = Simulator.Run(7);

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(first.Events, second.Events);
    }

    [Fact]
    public void Another_seed_gives_another_run() => Assert.NotEqual(Simulator.Run(7).Digest, Simulator.Run(8).Digest);
}
