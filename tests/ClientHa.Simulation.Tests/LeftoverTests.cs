using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Faults;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Simulation.Tests;

/// <summary>What faults do is taken back, in whatever order: or what comes after the healing would be judged wrongly.</summary>
public sealed class LeftoverTests
{
    private static readonly TimeSpan SafetyPhase = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_many_faults_of_all_kinds_at_once_nothing_is_left(ulong seed)
    {
        SimulationOptions options = SimulationOptions.Draw(seed, SafetyPhase) with
        {
            FaultKinds = [.. Swarm.Kinds.Select(kind => kind.Name)],
            Faults = 150,
            DesktopFaults = 40,
            ReconnectDelay = TimeSpan.FromSeconds(5),
        };
        World world = new(options, isKept: false);

        world.Run(Swarm.Plan(seed, options));

        Node[] nodes = [.. world.Sites, .. world.Clients, .. world.Users, .. world.Watchers];
        Assert.All(nodes, node => Assert.True(node is { IsUp: true, IsFrozen: false, HasPower: true }));
        Line[] lines = [.. nodes.SelectMany(from => nodes.Where(to => to != from).Select(to => world.Net.LineOf(from, to)))];
        Assert.All(lines, line => Assert.Equal((0, TimeSpan.Zero, 0, 0), (line.Blocks, line.Delay, line.LossPerMille, line.MischiefPerMille)));
        Assert.All(world.Sites, site => Assert.Equal((0, 0, 0), (site.Disk.Slow, site.Disk.Full, site.Disk.ReadOnly)));
        Assert.All(world.Sites, site => Assert.Null(site.Disk.Writing));
        Assert.All(world.Sites, site => Assert.Equal(
            (0, 0, 0, 0, TimeSpan.Zero), (site.Mood.Drains, site.Mood.Breaks, site.Mood.Overloads, site.Mood.Stalls, site.Mood.Slowness)));
        Assert.All(world.Sites, site => Assert.InRange(
            site.Clock.Milliseconds - WallClock.Epoch - (world.Agenda.Now.Ticks / TimeSpan.TicksPerMillisecond), -1_000, 1_000));
        Assert.All(world.Clients, client => Assert.Equal(0, client.RouteFaults));
        Assert.Equal(0, world.Names.Silences);
        Assert.All(world.Sites, site => Assert.True(world.Names.HasCertificate(site.Number)));
    }

    /// <summary>What a fault has set up for later, too: a crash that waited for a state came after the healing.</summary>
    [Fact]
    public void No_site_crashes_once_all_is_healed()
    {
        foreach (ulong seed in Enumerable.Range(0, 40).Select(seed => (ulong)seed))
        {
            SimulationOptions options = SimulationOptions.Draw(seed, SafetyPhase) with { ReconnectDelay = TimeSpan.FromSeconds(5), HasLateSite = false };
            ImmutableArray<PlannedFault> faults =
            [
                new(At(20), TimeSpan.FromSeconds(78), new FallBehind(0, cutsPower: true)), new(At(20), TimeSpan.FromSeconds(200), new IsolateSite(0)),
            ];

            SimulationResult result = Simulator.Run(options, faults, isKept: true);

            Assert.DoesNotContain(
                result.Timeline.SkipWhile(line => !line.Contains("all is healed", StringComparison.Ordinal)),
                line => line.Contains("starts as replica", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_clock_that_two_faults_have_stopped_goes_on_when_both_are_over()
    {
        Agenda agenda = new();
        WallClock clock = new(agenda, TimeSpan.Zero, drift: 0);

        clock.Freeze();
        clock.Freeze();
        clock.Thaw();
        agenda.RunUntil(At(5));
        long stopped = clock.Milliseconds;
        clock.Thaw();

        Assert.Equal((WallClock.Epoch, WallClock.Epoch + 5_000), (stopped, clock.Milliseconds));
    }

    private static Instant At(int second) => default(Instant) + TimeSpan.FromSeconds(second);
}
