using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class PanicTests
{
    [Fact]
    public void With_every_site_ejected_a_race_starts_at_once()
    {
        Scenario scenario = AllDown();
        Assert.True(scenario.State.IsPanic);
        Assert.Null(scenario.Site);
        Assert.True(scenario.State.NextWake(callsWait: true) <= scenario.Now);
        Assert.True(scenario.State.NextWake(callsWait: false) <= scenario.Now);
    }

    [Fact]
    public void A_race_runs_alone()
    {
        Scenario scenario = AllDown();
        scenario.State = scenario.State.RaceStarted(scenario.Now);
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: true));
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void Each_race_tries_every_site_and_starts_one_further(int sites)
    {
        Scenario scenario = AllDown(sites);
        for (int round = 0; round < 2 * sites; round++)
        {
            Assert.Equal(Enumerable.Range(0, sites).Select(i => (i + round) % sites), scenario.State.RaceOrder());
            scenario.RaceLost();
        }
    }

    [Fact]
    public void One_good_probe_ends_a_panic_and_waives_the_delay()
    {
        Scenario scenario = AllDown().Happens(SiteEventKind.ProbeSucceeded, 1);
        Assert.False(scenario.State.IsPanic);
        Assert.Equal(DecisionKind.Attempt, scenario.Next().Kind);
        Assert.Equal(1, scenario.Next().Site);
        Assert.Equal(SiteState.Ejected, scenario[0].State);
    }

    [Fact]
    public void Between_races_calls_wait_for_a_quarter_of_a_second_to_two_with_full_jitter()
    {
        double[] limits = [0.25, 0.5, 1, 2, 2, 2];
        double[] shortest = [9, 9, 9, 9, 9, 9], longest = new double[6];
        for (ulong seed = 0; seed < 500; seed++)
        {
            Scenario scenario = new Scenario(seed: seed).Down(0).Down(1);
            for (int round = 0; round < limits.Length; round++)
            {
                double pause = (scenario.RaceLost().State.NextWake(callsWait: true) - scenario.Now).TotalSeconds;
                Assert.InRange(pause, 0, limits[round]);
                shortest[round] = Math.Min(shortest[round], pause / limits[round]);
                longest[round] = Math.Max(longest[round], pause / limits[round]);
            }
        }
        Assert.All(shortest, share => Assert.InRange(share, 0, 0.05));
        Assert.All(longest, share => Assert.InRange(share, 0.95, 1));
    }

    [Fact]
    public void While_no_call_waits_all_sites_are_raced_every_five_seconds()
    {
        Scenario scenario = AllDown();
        for (int round = 0; round < 5; round++)
            Assert.Equal(5, (scenario.RaceLost(seconds: 1).State.NextWake(callsWait: false) - scenario.Now).TotalSeconds);
    }

    [Fact]
    public void The_backoff_grows_until_a_user_call_was_answered()
    {
        Scenario scenario = AllDown().RaceLost().RaceLost();
        scenario.State = scenario.State.RaceStarted(scenario.Now);
        scenario.Happens(SiteEventKind.ProbeSucceeded, 0);
        scenario.State = scenario.State.RaceEnded(scenario.Now);
        Assert.Equal(3, scenario.State.Panic.Rounds);
        Assert.NotEqual(0UL, scenario.State.WantsAnswers & 1);

        Assert.Equal(3, scenario.Down(0).State.Panic.Rounds);
        Assert.Equal(0, scenario.Happens(SiteEventKind.ProbeSucceeded, 1).Happens(SiteEventKind.Answered, 1).State.Panic.Rounds);
    }

    [Fact]
    public void A_panic_that_begins_long_after_the_last_one_is_raced_at_once()
    {
        Scenario scenario = AllDown().RaceLost().Happens(SiteEventKind.ProbeSucceeded, 0).Happens(SiteEventKind.Answered, 0);
        scenario.AfterSeconds(60).Down(0);
        Assert.True(scenario.State.IsPanic);
        Assert.True(scenario.State.NextWake(callsWait: false) <= scenario.Now);
    }

    [Fact]
    public void The_end_of_a_reconnect_delay_ends_a_panic_as_well()
    {
        Scenario scenario = new Scenario().Down(0).Probed(good: true).Probed(good: true).Down(1);
        Assert.True(scenario.State.IsPanic);
        Assert.False(scenario.At(scenario[0].ReadmitAt).State.IsPanic);
        Assert.Equal(0, scenario.Next().Site);
    }

    private static Scenario AllDown(int sites = 2)
    {
        Scenario scenario = new(sites);
        for (int site = 0; site < sites; site++)
            scenario.Down(site);
        return scenario;
    }
}
