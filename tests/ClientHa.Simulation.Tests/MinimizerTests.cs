using System.Collections.Immutable;
using ClientHa.Testing.Simulation;

namespace ClientHa.Simulation.Tests;

public sealed class MinimizerTests
{
    private static readonly TimeSpan End = TimeSpan.FromSeconds(100);

    [Fact]
    public void Of_many_faults_those_are_left_that_it_takes()
    {
        SimulationCut cut = new Minimizer(cut => Holds(cut, 3) && Holds(cut, 17)).Minimize(faults: 40, clients: 8, End);

        Assert.Equal<int[]>([3, 17], [.. cut.Faults!.Value]);
    }

    [Fact]
    public void What_breaks_without_any_fault_is_left_without_one() =>
        Assert.Empty(new Minimizer(_ => true).Minimize(faults: 40, clients: 8, End).Faults!.Value);

    [Fact]
    public void Clients_are_left_out_as_long_as_it_breaks() =>
        Assert.Equal(2, new Minimizer(cut => cut.Clients is null or >= 2).Minimize(faults: 4, clients: 8, End).Clients);

    [Fact]
    public void The_run_is_made_shorter_as_long_as_it_breaks()
    {
        SimulationCut cut = new Minimizer(cut => cut.HealAt is null || cut.HealAt >= TimeSpan.FromSeconds(50)).Minimize(faults: 4, clients: 8, End);

        Assert.InRange(cut.HealAt!.Value.TotalSeconds, 50, 63);
    }

    [Fact]
    public void What_breaks_only_as_a_whole_stays_whole()
    {
        ImmutableArray<int> all = [0, 1, 2, 3, 4];
        SimulationCut cut = new Minimizer(cut => cut is { Clients: null, HealAt: null } && cut.Faults!.Value.SequenceEqual(all)).Minimize(faults: 5, clients: 3, End);

        Assert.Equal((5, null, null), (cut.Faults!.Value.Length, cut.Clients, cut.HealAt));
    }

    [Fact]
    public void It_gives_up_in_time()
    {
        int runs = 0;
        new Minimizer(cut =>
        {
            runs++;
            return cut.Faults!.Value.Length > 300;
        }).Minimize(faults: 600, clients: 8, End);

        Assert.InRange(runs, 1, 120);
    }

    private static bool Holds(SimulationCut cut, int fault) => cut.Faults!.Value.Contains(fault);
}
