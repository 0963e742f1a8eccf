using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class FailbackTests
{
    private static readonly TimeSpan D = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(SelectionPolicy.PickFirst)]
    [InlineData(SelectionPolicy.RoundRobin)]
    public void When_idle_calls_come_home_from_a_drawn_moment_on_if_none_is_in_flight(SelectionPolicy policy)
    {
        Scenario scenario = Scenario.With(SiteState.Returning, new() { Policy = policy });
        Instant from = scenario[0].HomeFrom, by = scenario[0].HomeBy;
        Assert.True(scenario.Now < from && from < by);
        Assert.Equal(from + (D / 6), by);
        Assert.True(by <= scenario.Now + D);

        Assert.False(ReachesHome(scenario.At(new(from.Ticks - 1)), inFlight: 0));
        Assert.True(ReachesHome(scenario.At(from), inFlight: 0));
        Assert.False(ReachesHome(scenario, inFlight: 1));
        Assert.False(ReachesHome(scenario.At(new(by.Ticks - 1)), inFlight: 1));
        Assert.True(ReachesHome(scenario.At(by), inFlight: 1));
        Assert.Equal(SiteState.Available, scenario[0].State);
    }

    [Theory]
    [InlineData(SelectionPolicy.PickFirst)]
    [InlineData(SelectionPolicy.RoundRobin)]
    public void Immediate_failback_goes_home_with_the_next_call(SelectionPolicy policy)
    {
        Scenario scenario = new Scenario(rules: new() { Policy = policy, Failback = Failback.Immediate }).Down();
        Assert.False(ReachesHome(scenario, inFlight: 0));
        Assert.True(ReachesHome(scenario.Recovers(), inFlight: 9));
    }

    [Theory]
    [InlineData(SelectionPolicy.PickFirst)]
    [InlineData(SelectionPolicy.RoundRobin)]
    public void Without_failback_calls_go_home_only_when_the_site_in_use_fails(SelectionPolicy policy)
    {
        Scenario scenario = Scenario.With(SiteState.Returning, new() { Policy = policy, Failback = Failback.Never });
        scenario.AfterSeconds(86_400);
        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: false));
        Assert.False(ReachesHome(scenario, inFlight: 0));

        scenario.Down(1);

        Assert.False(scenario.State.IsPanic);
        Assert.True(ReachesHome(scenario, inFlight: 0));
        Assert.Equal(SiteState.Available, scenario.Happens(SiteEventKind.Answered)[0].State);
    }

    [Theory]
    [InlineData(SelectionPolicy.PickFirst)]
    [InlineData(SelectionPolicy.RoundRobin)]
    public void With_manual_failback_calls_go_home_when_the_program_says_so(SelectionPolicy policy)
    {
        Scenario scenario = Scenario.With(SiteState.Returning, new() { Policy = policy, Failback = Failback.Manual });
        scenario.AfterSeconds(86_400);
        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.Equal(Instant.Never, scenario.State.NextWake(callsWait: false));
        Assert.False(ReachesHome(scenario, inFlight: 0));

        scenario.State = scenario.State.GoHome(scenario.Now);

        Assert.Equal(SiteState.Available, scenario[0].State);
        Assert.True(ReachesHome(scenario, inFlight: 9));
    }

    [Theory]
    [InlineData(SiteState.Available)]
    [InlineData(SiteState.Suspected)]
    [InlineData(SiteState.Draining)]
    [InlineData(SiteState.Ejected)]
    public void Going_home_is_for_what_has_recovered_and_for_nothing_else(SiteState state)
    {
        Scenario scenario = Scenario.With(state, new() { Failback = Failback.Manual });
        Assert.Same(scenario.State, scenario.State.GoHome(scenario.Now));
    }

    [Fact]
    public void Going_home_does_not_end_a_suspicion()
    {
        Scenario scenario = Scenario.With(SiteState.Returning, new() { Failback = Failback.Manual }).Happens(SiteEventKind.Silent);
        scenario.State = scenario.State.GoHome(scenario.Now);
        Assert.Equal(SiteState.Suspected, scenario[0].State);
        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
    }

    [Theory]
    [InlineData(Failback.Never)]
    [InlineData(Failback.WhenIdle)]
    public void A_call_that_only_strayed_to_a_returning_site_does_not_bring_the_others_home(Failback failback)
    {
        Scenario scenario = Scenario.With(SiteState.Returning, new() { Failback = failback });
        Assert.Equal(0, scenario.Next(tried: 0b10).Site);

        scenario.Happens(SiteEventKind.Answered);

        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.Equal(1, scenario.Next().Site);
    }

    [Fact]
    public void The_first_call_that_was_answered_at_home_brings_all_others_there()
    {
        Scenario scenario = Scenario.With(SiteState.Returning);
        scenario.At(scenario[0].HomeFrom).Happens(SiteEventKind.Answered);
        Assert.Equal(SiteState.Available, scenario[0].State);
        Assert.Equal(0, scenario.Next(inFlight: 1).Site);
    }

    [Fact]
    public void A_site_that_returns_is_a_second_choice_and_not_the_last_resort()
    {
        Scenario scenario = new(3);
        scenario.Down(0).Recovers(0);
        Assert.Equal(1, scenario.Next().Site);
        Assert.Equal(2, scenario.Next(tried: 0b010).Site);
        Assert.Equal(0, scenario.Next(tried: 0b110).Site);
        Assert.Equal(DecisionKind.Wait, scenario.Next(tried: 0b111).Kind);
    }

    [Fact]
    public void A_site_behind_the_one_in_use_comes_back_without_moving_a_call()
    {
        Scenario scenario = new Scenario().Down(1).Recovers(1);
        Assert.Equal(0, scenario.At(scenario[1].HomeBy).Next().Site);
        Assert.Equal(SiteState.Available, scenario[1].State);
    }

    [Fact]
    public void A_thousand_clients_come_home_evenly_over_the_reconnect_delay_whether_they_are_idle_or_not()
    {
        double[] shares = [.. Enumerable.Range(0, 1000).Select(seed =>
        {
            Scenario scenario = new Scenario(seed: (ulong)seed).Down().AfterSeconds(600).Recovers();
            return (scenario[0].HomeFrom - scenario.Now) / (D * 5 / 6);
        })];
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        for (int fifth = 0; fifth < 5; fifth++)
            Assert.InRange(shares.Count(share => (int)(share * 5) == fifth), 150, 250);
    }

    private static bool ReachesHome(Scenario scenario, int inFlight) =>
        Enumerable.Range(0, 2).Any(ticket => scenario.Next(inFlight, ticket: (ulong)ticket).Site == 0);
}
