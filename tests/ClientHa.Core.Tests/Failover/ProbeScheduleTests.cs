using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class ProbeScheduleTests
{
    [Theory]
    [InlineData(180.0, "1 2 4 8 15 15 15 15")]
    [InlineData(5.0, "1 2 4 5 5 5 5 5")]
    [InlineData(0.5, "1 1 1 1 1 1 1 1")]
    [InlineData(0.0, "1 1 1 1 1 1 1 1")]
    public void Probes_of_an_ejected_site_thin_out_but_never_beyond_the_reconnect_delay(double delaySeconds, string seconds)
    {
        Scenario scenario = new Scenario(rules: new() { ReconnectDelay = TimeSpan.FromSeconds(delaySeconds) }).Down();
        foreach (double expected in seconds.Split(' ').Select(double.Parse))
        {
            Instant due = scenario[0].NextProbeAt;
            Assert.InRange((due - scenario.Now).TotalSeconds, expected * 0.8, expected * 1.2);
            Assert.False(scenario.State.IsProbeDue(0, new(due.Ticks - 1)));
            Assert.True(scenario.State.IsProbeDue(0, due));
            scenario.At(due).Probed(good: false);
        }
    }

    [Fact]
    public void Two_clients_do_not_probe_in_step()
    {
        Instant[] due = [.. Enumerable.Range(0, 100).Select(seed => new Scenario(seed: (ulong)seed).Down()[0].NextProbeAt)];
        Assert.Equal(due.Distinct(), due);
    }

    [Fact]
    public void A_site_is_probed_once_at_a_time()
    {
        Scenario scenario = new Scenario().Down().AfterSeconds(2);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));

        scenario.Happens(SiteEventKind.ProbeStarted);

        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: false));
        Assert.InRange((scenario.Happens(SiteEventKind.ProbeFailed)[0].NextProbeAt - scenario.Now).TotalSeconds, 1.6, 2.4);
    }

    [Fact]
    public void A_probe_that_a_race_started_beside_another_does_not_leave_two_for_good()
    {
        Scenario scenario = new Scenario().Down().AfterSeconds(2);
        scenario.Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.ProbeFailed);
        Assert.False(scenario.AfterSeconds(10).State.IsProbeDue(0, scenario.Now));

        scenario.Happens(SiteEventKind.ProbeFailed);

        Assert.True(scenario.AfterSeconds(10).State.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void A_first_good_probe_is_confirmed_soon_and_a_confirmed_site_is_only_watched()
    {
        Scenario scenario = new Scenario().Down();
        for (int i = 0; i < 8; i++)
            scenario.At(scenario[0].NextProbeAt).Probed(good: false);
        Assert.InRange((scenario.Probed(good: true)[0].NextProbeAt - scenario.Now).TotalSeconds, 0.8, 1.2);
        scenario = new Scenario().Down().Probed(good: true).Probed(good: true);
        Assert.InRange((scenario[0].NextProbeAt - scenario.Now).TotalSeconds, 12, 18);
    }

    [Fact]
    public void Sites_that_are_well_are_not_probed()
    {
        foreach (SiteState state in (SiteState[])[SiteState.Available, SiteState.Returning])
        {
            Scenario scenario = Scenario.With(state);
            Assert.False(scenario.State.IsProbeDue(0, scenario.Now + TimeSpan.FromDays(1)));
        }
    }

    [Fact]
    public void A_probe_whose_start_is_told_after_the_site_was_cleared_does_not_block_the_next_one()
    {
        Scenario scenario = Scenario.With(SiteState.Suspected).Happens(SiteEventKind.Answered);
        scenario.Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.Silent);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
    }

    [Fact]
    public void In_panic_no_site_is_probed_by_itself()
    {
        Scenario scenario = new Scenario().Down(0).Down(1).AfterSeconds(60);
        Assert.False(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.False(scenario.State.IsProbeDue(1, scenario.Now));
    }
}
