using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class DrainingTests
{
    [Fact]
    public void A_draining_site_takes_no_new_calls_and_keeps_its_generation_for_those_in_flight()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Draining);
        Assert.Equal(1, scenario.Next().Site);
        Assert.Equal(0, scenario[0].Generation);
    }

    [Fact]
    public void A_draining_site_is_available_again_after_two_good_probes_without_the_reconnect_delay()
    {
        Scenario scenario = new Scenario(rules: new() { Failback = Failback.Immediate }).Happens(SiteEventKind.Draining);
        Assert.Equal(SiteState.Draining, scenario.AfterSeconds(1).Probed(good: true)[0].State);
        Assert.Equal(SiteState.Draining, scenario.AfterSeconds(1).Probed(good: false)[0].State);
        Assert.Equal(SiteState.Draining, scenario.AfterSeconds(1).Probed(good: true)[0].State);
        Assert.Equal(SiteState.Available, scenario.AfterSeconds(1).Probed(good: true)[0].State);
        Assert.Equal(0, scenario.Next().Site);
    }

    [Fact]
    public void A_refusal_after_the_hint_is_part_of_the_drain_and_costs_no_reconnect_delay()
    {
        Scenario scenario = new Scenario(rules: new() { Failback = Failback.Immediate }).Happens(SiteEventKind.Draining);
        scenario.AfterSeconds(1).Probed(good: true).Down();
        Assert.Equal((SiteState.Draining, "Down"), (scenario[0].State, scenario[0].Reason));
        Assert.Equal(SiteState.Draining, scenario.Probed(good: true)[0].State);
        Assert.Equal(SiteState.Available, scenario.Probed(good: true)[0].State);
    }

    [Fact]
    public void A_refusal_does_not_let_a_probe_start_beside_the_one_that_runs()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Draining).AfterSeconds(2);
        scenario.Happens(SiteEventKind.ProbeStarted).Down();
        Assert.False(scenario.State.IsProbeDue(0, scenario.AfterSeconds(60).Now));
    }

    [Fact]
    public void A_drained_site_comes_home_by_the_same_draw_as_any_other()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Draining).Probed(good: true).Probed(good: true);
        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.InRange(scenario[0].HomeBy - scenario.Now, TimeSpan.FromMinutes(0.5), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Sites_that_are_ejected_or_draining_make_a_panic_together()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Draining, 0).Down(1);
        Assert.True(scenario.State.IsPanic);
        Assert.Equal(SiteState.Available, scenario.Happens(SiteEventKind.ProbeSucceeded, 0)[0].State);
    }

    [Fact]
    public void A_hint_while_the_site_is_ejected_does_not_shorten_its_delay()
    {
        Scenario scenario = new Scenario().Down();
        FailoverState before = scenario.State;
        Assert.Same(before, scenario.Happens(SiteEventKind.Draining).State);
    }
}
