using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Simulation.Tests.Sites;

/// <summary>Runs whose faults are ordered by name.</summary>
public sealed class SiteScenarioTests
{
    private const int Seeds = 8;

    /// <summary>
    /// What the simulator found first: such a site took calls while it drained, with an empty directory, and began with the same numbers
    /// again at its next start.
    /// </summary>
    [Fact]
    public void A_new_site_that_is_stopped_before_it_has_joined_takes_no_write()
    {
        foreach (SimulationResult result in Run(() => [At(20, 15, new GiveUpNewSite(0, TimeSpan.FromSeconds(1))), At(50, 12, new GiveUpNewSite(1, TimeSpan.Zero))]))
            Assert.Null(result.Violation);
    }

    [Fact]
    public void What_only_a_lost_disk_had_is_listed_and_nothing_else_is_lost()
    {
        SimulationResult[] results = Run(() => [At(20, 60, new IsolateSite(0)), At(70, 15, new LoseDisk(0))]);

        Assert.All(results, result => Assert.Null(result.Violation));
        Assert.Contains(results, result => result.LostWrites.Any(write => write.Contains("the disk of site 0 was lost", StringComparison.Ordinal)));
    }

    /// <summary>Its clients have them: some of the site's operations are gone, and not one of the writes that these were.</summary>
    [Fact]
    public void What_users_keep_survives_a_site_that_is_destroyed()
    {
        SimulationResult[] results = Run(() => [At(20, 60, new IsolateSite(0)), At(70, 15, new LoseDisk(0))]);

        Assert.All(results, result => Assert.Null(result.Violation));
        Assert.Contains(results, result => result.Timeline.Any(line => line.Contains("hands over", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_disk_that_is_lost_after_a_drain_takes_no_write_with_it()
    {
        foreach (SimulationResult result in Run(() => [At(20, 20, new StopSite(0)), At(30, 30, new LoseDisk(0))]))
        {
            Assert.Null(result.Violation);
            Assert.Empty(result.LostWrites);
        }
    }

    [Fact]
    public void A_site_whose_disk_was_rolled_back_stops_and_begins_anew()
    {
        SimulationResult[] results = Run(() => [At(20, 40, new RollBackDisk(1))]);

        Assert.All(results, result => Assert.Null(result.Violation));
        Assert.Contains(results, result => result.Timeline.Any(line => line.Contains("stops: its disk was rolled back", StringComparison.Ordinal)));
        Assert.Contains(results, result => result.Timeline.Any(line => line.Contains("begins with an empty disk", StringComparison.Ordinal)));
    }

    /// <summary>
    /// What the simulator found: what the peer had from before was not durable there when it said hello, so that the hello showed nothing.
    /// The site went on with numbers that it had given before, although its peer then said how many of them it had.
    /// </summary>
    [Theory]
    [InlineData(76)]
    [InlineData(171)]
    [InlineData(173)]
    public void A_rolled_back_disk_is_found_although_its_peers_disk_was_slow(ulong seed)
    {
        SimulationOptions options = SimulationOptions.Draw(seed, TimeSpan.FromSeconds(100)) with { ReconnectDelay = TimeSpan.FromSeconds(5) };

        SimulationResult result = Simulator.Run(options, [At(15, 80, new SlowDisk(1)), At(20, 3, new RollBackDisk(0)), At(60, 3, new RollBackDisk(0))]);

        Assert.Null(result.Violation);
    }

    [Fact]
    public void A_torn_write_is_cut_off_and_was_never_acknowledged()
    {
        SimulationResult[] results = Run(() =>
        [
            At(15, 10, new CrashWhileWriting(0, cutsPower: true, inState: false)), At(30, 10, new CrashWhileWriting(1, cutsPower: true, inState: false)),
            At(50, 10, new CrashWhileWriting(0, cutsPower: true, inState: false)), At(65, 10, new CrashWhileWriting(1, cutsPower: true, inState: false)),
        ]);

        Assert.All(results, result => Assert.Null(result.Violation));
        Assert.Contains(results, result => result.Timeline.Any(line => line.Contains("cuts off a torn tail", StringComparison.Ordinal)));
    }

    private static PlannedFault At(int second, int seconds, Fault fault) => new(default(Instant) + TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(seconds), fault);

    /// <summary>Seeds that draw two sites, with short delays so that runs are short.</summary>
    /// <param name="faults">A fault is used once: each run has its own.</param>
    private static SimulationResult[] Run(Func<ImmutableArray<PlannedFault>> faults) =>
    [
        .. Enumerable.Range(0, 1_000)
            .Select(seed => SimulationOptions.Draw((ulong)seed, TimeSpan.FromSeconds(100)) with { ReconnectDelay = TimeSpan.FromSeconds(5) })
            .Where(options => options is { Sites: 2, HasLateSite: false })
            .Take(Seeds)
            .Select(options => Simulator.Run(options, faults(), isKept: true)),
    ];
}
