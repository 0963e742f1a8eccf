using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class LocalTests
{
    [Fact]
    public void A_fault_on_this_side_blames_nobody_and_probes_all_at_once()
    {
        Scenario scenario = new Scenario(4).Down(0).Happens(SiteEventKind.Draining, 1);
        for (int i = 0; i < 6; i++)
            scenario.Probed(good: false, 0).Probed(good: false, 1);

        scenario.Happens(SiteEventKind.Local, 3);

        Assert.Equal(
            [SiteState.Ejected, SiteState.Draining, SiteState.Available, SiteState.Available],
            scenario.State.Sites.Select(site => site.State));
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.True(scenario.State.IsProbeDue(1, scenario.Now));
        Assert.Equal(scenario.Now, scenario.State.NextWake(callsWait: false));
        Assert.InRange((scenario.Probed(good: false, 0)[0].NextProbeAt - scenario.Now).TotalSeconds, 1.6, 2.4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_panic_a_new_race_starts_at_once(bool callsWait)
    {
        Scenario scenario = new Scenario().Down(0).Down(1);
        for (int i = 0; i < 6; i++)
            scenario.RaceLost();
        Assert.True(scenario.State.NextWake(callsWait) > scenario.Now);

        scenario.Happens(SiteEventKind.Local);

        Assert.Equal(scenario.Now, scenario.State.NextWake(callsWait));
        Assert.Equal(0, scenario.State.Panic.Rounds);
    }

    [Fact]
    public void A_resume_counts_whatever_the_generation_it_names()
    {
        Scenario scenario = new Scenario().Down(0);
        FailoverState resumed = scenario.State.Record(new(SiteEventKind.Local, 0, Generation: 0), scenario.Now);
        Assert.True(resumed.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void A_probe_that_runs_is_not_doubled()
    {
        Scenario scenario = new Scenario().Down(0).AfterSeconds(2);
        scenario.Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.Local);
        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void Without_a_network_calls_that_wait_do_not_wake_each_other_without_end()
    {
        Scenario scenario = new Scenario().Down(0).Happens(SiteEventKind.Local, 1).Probed(good: false, 0);
        FailoverState seen = scenario.State;

        scenario.Happens(SiteEventKind.Local, 1);

        Assert.Same(seen, scenario.State);
        Assert.True(scenario.AfterSeconds(1).Happens(SiteEventKind.Local, 1).State.IsProbeDue(0, scenario.Now));
    }
}
