using System.Globalization;
using ClientHa.Core;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Faults;
using Xunit.Abstractions;

namespace ClientHa.Simulation.Tests.Fleet;

/// <summary>A thousand clients of two sites with the reconnect delay of production: client.md's "Herd", in numbers.</summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Clients = 1_000;
    private const int FaultAt = 60;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void After_ten_minutes_without_a_site_the_clients_come_back_to_it_one_after_the_other_and_are_all_there_after_210_seconds(ulong seed)
    {
        const int Back = FaultAt + 600;

        FleetRecord record = Run(seed, Lasting(new KillSite(0), 600));

        int most = record.MostConnections(0, Back, Back + 300);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: before {record.Share(0, FaultAt):0.000}, in the outage {record.Share(0, Back - 1):0.000}, most connections in a second {most}, 0.45 after {record.ReachedAt(0, 0.45, Back, Back + 500) - Back} s, after 210 s {record.Share(0, Back + 210):0.000}"));
        Assert.InRange(record.Share(0, FaultAt), 0.45, 0.55);
        Assert.Equal(0, record.Share(0, Back - 1));
        Assert.InRange(most, 1, 12);
        Assert.InRange(record.Share(0, Back + 210), 0.45, 0.55);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void After_a_rolling_restart_the_load_is_even_again_within_two_reconnect_delays(ulong seed)
    {
        const int Over = FaultAt + 60;

        FleetRecord record = Run(seed, Lasting(new RollingRestart(TimeSpan.FromSeconds(20)), 60));

        int end = Over + (2 * (int)Delay.TotalSeconds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: before {record.Share(0, FaultAt):0.000}, after it {record.Share(0, Over):0.000}, after two delays {record.Share(0, end):0.000}, most connections in a second {record.MostConnections(0, Over, end)} and {record.MostConnections(1, Over, end)}"));
        Assert.InRange(record.Share(0, end), 0.45, 0.55);
    }

    [Theory]
    [InlineData(1)]
    public void After_all_sites_were_lost_together_the_clients_come_home_one_after_the_other(ulong seed)
    {
        const int First = FaultAt + 30, Second = First + 60;

        // The first to be back has to take everybody; the second is nobody's home for its fault, but for its draw.
        FleetRecord record = Run(seed, Lasting(new KillSite(0), 30), Lasting(new KillSite(1), 90));

        int most = record.MostConnections(1, Second, Second + 300);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: alone {record.Share(0, Second - 1):0.000}, most connections in a second to the second {most}, 210 s after it is back {record.Share(1, Second + 210):0.000}"));
        Assert.InRange(record.Share(0, Second - 1), 0.99, 1);
        Assert.InRange(most, 1, 12);
        Assert.InRange(record.Share(1, Second + 210), 0.45, 0.55);
    }

    private static PlannedFault Lasting(Fault fault, int seconds) =>
        new(default(Instant) + TimeSpan.FromSeconds(FaultAt), TimeSpan.FromSeconds(seconds), fault);

    private static FleetRecord Run(ulong seed, params PlannedFault[] faults)
    {
        TimeSpan phase = TimeSpan.FromSeconds(FaultAt + 1) + faults.Max(fault => fault.Lasts);
        SimulationOptions options = SimulationOptions.Draw(seed) with
        {
            Sites = 2,
            Clients = Clients,
            Users = 1,
            Watchers = 1,
            OfClients = ClientOptions.Draw(seed, 2) with { WatcherPercent = 0, List = Core.Failover.SiteList.Of("0.ha.test", "1.ha.test") },
            Policy = SelectionPolicy.PickFirst,
            Failback = Failback.WhenIdle,
            ReconnectDelay = Delay,
            CallPause = TimeSpan.FromSeconds(5),
            WarmUp = TimeSpan.FromSeconds(10),
            SafetyPhase = phase,
            LoadPeriod = phase,
            HasLateSite = false,
        };
        FleetRecord record = new();
        World world = new(options, isKept: false, record);
        world.Run([.. faults]);
        return record;
    }
}
