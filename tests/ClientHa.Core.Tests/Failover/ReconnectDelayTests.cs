using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class ReconnectDelayTests
{
    private static readonly TimeSpan ThreeMinutes = TimeSpan.FromMinutes(3);

    [Fact]
    public void The_delay_is_spread_evenly_over_80_to_120_percent()
    {
        double[] shares = [.. Enumerable.Range(0, 10_000).Select(seed => Delay(new(seed: (ulong)seed)) / ThreeMinutes).Order()];

        Assert.InRange(shares[0], 0.8, 0.801);
        Assert.InRange(shares[^1], 1.199, 1.2);
        Assert.InRange(shares.Average(), 0.995, 1.005);
        for (int tenth = 1; tenth < 10; tenth++)
            Assert.InRange(shares[tenth * 1000], 0.8 + tenth * 0.04 - 0.008, 0.8 + tenth * 0.04 + 0.008);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(9.99, 1.0)]
    [InlineData(10.0, 1.0 / 6)]
    [InlineData(600.0, 1.0 / 6)]
    public void The_first_failure_after_ten_good_minutes_counts_a_sixth(double goodMinutes, double share)
    {
        Scenario scenario = new Scenario().AfterSeconds(goodMinutes * 60);
        Assert.InRange(Delay(scenario) / ThreeMinutes, 0.8 * share, 1.2 * share);
    }

    [Fact]
    public void The_second_failure_soon_after_counts_in_full()
    {
        Scenario scenario = new Scenario().AfterSeconds(3600).Down().Recovers();
        Assert.InRange(Delay(scenario.AfterSeconds(300)) / ThreeMinutes, 0.8, 1.2);
        Assert.InRange(Delay(scenario.Recovers().AfterSeconds(601)) / ThreeMinutes, 0.8 / 6, 1.2 / 6);
    }

    [Fact]
    public void A_suspicion_that_was_wrong_does_not_break_the_ten_good_minutes()
    {
        Scenario scenario = new Scenario().AfterSeconds(590).Happens(SiteEventKind.Silent).Probed(good: true).AfterSeconds(10);
        Assert.InRange(Delay(scenario) / ThreeMinutes, 0.8 / 6, 1.2 / 6);
    }

    [Fact]
    public void An_ejected_site_is_not_picked_before_its_delay_ends()
    {
        Scenario scenario = new Scenario(rules: new() { Failback = Failback.Immediate }).Down();
        Instant end = scenario[0].ReadmitAt;
        scenario.Probed(good: true).Probed(good: true);
        Assert.Equal(end, scenario.State.NextWake(callsWait: false) < end ? end : scenario.State.NextWake(callsWait: false));

        scenario.At(new(end.Ticks - 1));
        Assert.Equal(1, scenario.Next().Site);
        Assert.Equal(0, scenario.At(end).Next().Site);
    }

    [Fact]
    public void A_site_whose_delay_is_over_waits_for_two_good_probes_in_a_row()
    {
        Scenario scenario = new Scenario(rules: new() { Failback = Failback.Immediate }).Down();
        scenario.At(scenario[0].ReadmitAt + TimeSpan.FromSeconds(1));
        bool[] probes = [true, false, true, false, false, true];
        foreach (bool good in probes)
        {
            Assert.Equal(SiteState.Ejected, scenario.Probed(good)[0].State);
            Assert.Equal(1, scenario.Next().Site);
        }
        Assert.Equal(SiteState.Available, scenario.Probed(good: true)[0].State);
    }

    [Fact]
    public void A_failed_probe_between_takes_back_what_the_good_ones_earned()
    {
        Scenario scenario = new Scenario().Down().Probed(good: true).Probed(good: true).Probed(good: false);
        Assert.Equal(SiteState.Ejected, scenario.At(scenario[0].ReadmitAt)[0].State);
    }

    [Fact]
    public void A_failed_probe_only_postpones_and_does_not_begin_the_delay_anew()
    {
        Scenario scenario = new Scenario().Down();
        SiteHealth before = scenario[0];
        SiteHealth after = scenario.AfterSeconds(100).Probed(good: false)[0];
        Assert.Equal((before.ReadmitAt, before.Since, before.Generation), (after.ReadmitAt, after.Since, after.Generation));
    }

    [Fact]
    public void A_delay_of_zero_still_asks_for_two_good_probes()
    {
        Scenario scenario = new Scenario(rules: new() { ReconnectDelay = TimeSpan.Zero, Failback = Failback.Immediate }).Down();
        Assert.Equal(1, scenario.Probed(good: true).Next().Site);
        Assert.Equal(0, scenario.Probed(good: true).Next().Site);
    }

    private static TimeSpan Delay(Scenario scenario) => scenario.Down()[0].ReadmitAt - scenario.Now;
}
