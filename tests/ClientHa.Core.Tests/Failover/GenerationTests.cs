using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class GenerationTests
{
    [Fact]
    public void The_first_resolution_keeps_the_generation_and_a_change_of_address_starts_a_new_one()
    {
        Scenario scenario = new();
        Assert.Equal(0, scenario.Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001")[0].Generation);
        Assert.Equal(0, scenario.Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001")[0].Generation);
        Assert.Equal(1, scenario.Happens(SiteEventKind.Resolved, at: "192.0.2.9:8001")[0].Generation);
        Assert.Equal("192.0.2.9:8001", scenario[0].EndpointKey);
    }

    [Fact]
    public void A_look_up_that_was_under_way_during_an_ejection_still_counts()
    {
        Scenario scenario = new();
        SiteEvent resolved = new(SiteEventKind.Resolved, 0, scenario[0].Generation) { EndpointKey = "192.0.2.1:8001" };
        scenario.Down();
        Assert.Equal("192.0.2.1:8001", scenario.State.Record(resolved, scenario.Now).Sites[0].EndpointKey);
    }

    [Fact]
    public void A_failed_look_up_never_empties_a_site()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001");
        FailoverState before = scenario.State;
        Assert.Same(before, scenario.Happens(SiteEventKind.Resolved, at: null).State);
    }

    [Fact]
    public void Good_probes_of_an_old_address_do_not_admit_the_new_one()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001").Down();
        scenario.Probed(good: true).Probed(good: true).Happens(SiteEventKind.Resolved, at: "192.0.2.9:8001");

        scenario.At(scenario[0].ReadmitAt);

        Assert.Equal(SiteState.Ejected, scenario[0].State);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(SiteState.Returning, scenario.Probed(good: true).Probed(good: true)[0].State);
    }

    [Fact]
    public void A_probe_of_an_older_generation_can_neither_admit_nor_eject()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent).Happens(SiteEventKind.ProbeStarted);
        SiteEvent failed = new(SiteEventKind.ProbeFailed, 0, scenario[0].Generation);
        scenario.Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001").Happens(SiteEventKind.Resolved, at: "192.0.2.9:8001");

        Assert.Same(scenario.State, scenario.State.Record(failed, scenario.Now));
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void Other_certificates_start_a_new_generation_and_ask_an_ejected_site_at_once()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Resolved, at: "192.0.2.1:8001").Down();
        scenario.Happens(SiteEventKind.Renewed).Happens(SiteEventKind.Renewed, 1);

        Assert.Equal((2, 1), (scenario[0].Generation, scenario[1].Generation));
        Assert.Equal("192.0.2.1:8001", scenario[0].EndpointKey);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.False(scenario.State.IsProbeDue(1, scenario.Now));
    }
}
