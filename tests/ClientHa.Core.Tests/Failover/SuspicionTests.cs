using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class SuspicionTests
{
    [Fact]
    public void A_silent_site_keeps_its_calls_and_is_probed_at_once()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent);
        Assert.Equal(0, scenario.Next().Site);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(scenario.Now, scenario.State.NextWake(callsWait: false));
    }

    [Fact]
    public void More_silent_calls_do_not_start_more_probes()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent).Happens(SiteEventKind.ProbeStarted);
        FailoverState before = scenario.State;
        Assert.Same(before, scenario.Happens(SiteEventKind.Silent).State);
        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void A_probe_is_urgent_where_a_call_waits_and_has_time_where_a_stream_is_quiet()
    {
        Assert.True(new Scenario().Happens(SiteEventKind.Silent)[0].IsProbeUrgent);
        Assert.False(new Scenario().Happens(SiteEventKind.Silent, isStream: true)[0].IsProbeUrgent);
        Assert.False(new Scenario().Happens(SiteEventKind.Down)[0].IsProbeUrgent);
    }

    [Fact]
    public void A_failed_probe_ejects_a_suspect_and_says_why()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent).Probed(good: false);
        Assert.Equal(SiteState.Ejected, scenario[0].State);
        Assert.Equal("Silent, and a probe failed: ProbeFailed", scenario[0].Reason);
        Assert.Equal(1, scenario.Next().Site);
    }

    [Fact]
    public void The_suspect_delay_doubles_to_15_s_after_each_good_probe_and_starts_anew_after_an_ejection()
    {
        Scenario scenario = new();
        foreach (int seconds in (int[])[1, 2, 4, 8, 15, 15, 15])
        {
            Assert.Equal(seconds, scenario[0].SuspectDelay.TotalSeconds);
            scenario.Happens(SiteEventKind.Silent).Probed(good: true);
            Assert.Equal(SiteState.Available, scenario[0].State);
        }
        Assert.Equal(1, scenario.Down()[0].SuspectDelay.TotalSeconds);
    }

    [Theory]
    [InlineData(nameof(SiteEventKind.Answered))]
    [InlineData(nameof(SiteEventKind.Broken))]
    public void An_answer_of_any_kind_clears_a_suspicion(string kind)
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent).Happens(SiteEventKind.ProbeStarted);
        scenario.Happens(Enum.Parse<SiteEventKind>(kind));
        Assert.Equal(SiteState.Available, scenario[0].State);
        Assert.Null(scenario[0].Reason);
        Assert.Equal(SiteState.Available, scenario.Happens(SiteEventKind.ProbeFailed)[0].State);
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: false));
    }

    [Fact]
    public void A_silent_stream_does_not_make_later_suspicion_slower()
    {
        Scenario scenario = new();
        for (int i = 0; i < 5; i++)
            scenario.Happens(SiteEventKind.Silent, isStream: true).Probed(good: true);
        Assert.Equal(FailoverRules.FirstSuspectDelay, scenario[0].SuspectDelay);

        scenario.Happens(SiteEventKind.Silent).Probed(good: true);
        Assert.Equal(FailoverRules.FirstSuspectDelay * 2, scenario[0].SuspectDelay);
    }

    [Fact]
    public void A_returning_site_that_falls_silent_is_probed_but_draws_no_calls_home()
    {
        Scenario scenario = Scenario.With(SiteState.Returning).Happens(SiteEventKind.Silent);
        Assert.Equal(1, scenario.Next().Site);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(scenario.Now, scenario.State.NextWake(callsWait: false));

        Instant home = scenario[0].HomeFrom;
        scenario.Probed(good: true);

        Assert.Equal((SiteState.Returning, home), (scenario[0].State, scenario[0].HomeFrom));
        Assert.Equal(2, scenario[0].SuspectDelay.TotalSeconds);
        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(SiteState.Ejected, scenario.Happens(SiteEventKind.Silent).Probed(good: false)[0].State);
    }

    [Fact]
    public void An_answer_clears_the_suspicion_of_a_returning_site_too()
    {
        Scenario scenario = Scenario.With(SiteState.Returning).Happens(SiteEventKind.Silent).Happens(SiteEventKind.Answered);
        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(SiteState.Returning, scenario.Happens(SiteEventKind.ProbeFailed)[0].State);
    }

    [Fact]
    public void When_all_sites_are_suspects_calls_still_go_out()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent, 0).Happens(SiteEventKind.Silent, 1);
        Assert.False(scenario.State.IsPanic);
        Assert.Equal(0, scenario.Next().Site);
    }

    [Fact]
    public void A_suspect_whose_time_to_come_home_is_over_stays_one_until_its_probe_ends()
    {
        Scenario scenario = Scenario.With(SiteState.Returning);
        Instant home = scenario[0].HomeBy;
        scenario.At(new Instant(home.Ticks - 1)).Happens(SiteEventKind.Silent).Happens(SiteEventKind.ProbeStarted).At(home);

        Assert.Equal(SiteState.Suspected, scenario[0].State);
        Assert.Equal(0, scenario.Next(inFlight: 1).Site);
        Assert.False(scenario.Happens(SiteEventKind.Silent).State.IsProbeDue(0, scenario.Now));
        Assert.Equal(SiteState.Ejected, scenario.Happens(SiteEventKind.ProbeFailed)[0].State);
    }
}
