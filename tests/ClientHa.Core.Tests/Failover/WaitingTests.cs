using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class WaitingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void In_panic_a_call_waits_for_as_long_as_it_has()
    {
        Scenario scenario = AllDown();
        PickRequest request = new(scenario.Now) { StartedAt = scenario.Now, GiveUpAt = scenario.Now + Second };
        Assert.Equal(Decision.Wait(Second), scenario.State.Next(request));
    }

    //          the call began | the round began   → may the call be failed?
    [Theory]
    [InlineData(10, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 11, true)]
    public void Only_a_round_that_began_after_the_call_may_fail_it(int call, int round, bool mayFail)
    {
        Scenario scenario = AllDown();
        Instant zero = scenario.Now;
        scenario.AfterSeconds(round).RaceLost(seconds: 5).AfterSeconds(60);

        Decision decision = scenario.State.Next(
            new(scenario.Now) { StartedAt = zero + call * Second, GiveUpAt = zero + (call + 1) * Second });

        Assert.Equal(mayFail ? Decision.GiveUp : Decision.Wait(2 * Second), decision);
    }

    [Fact]
    public void A_round_that_still_runs_fails_nobody()
    {
        Scenario scenario = AllDown();
        Instant began = scenario.Now;
        scenario.State = scenario.State.RaceStarted(scenario.AfterSeconds(1).Now);
        Assert.Equal(DecisionKind.Wait, scenario.State.Next(new(scenario.Now) { StartedAt = began, GiveUpAt = began }).Kind);
    }

    [Fact]
    public void A_round_that_found_a_site_fails_nobody()
    {
        Scenario scenario = AllDown();
        Instant began = scenario.Now;
        scenario.State = scenario.State.RaceStarted(began);
        scenario.Happens(SiteEventKind.ProbeSucceeded, 0);
        scenario.State = scenario.State.RaceEnded(scenario.Now);
        scenario.Down(0);
        Assert.Equal(DecisionKind.Wait, scenario.State.Next(new(scenario.Now) { StartedAt = began, GiveUpAt = began }).Kind);
    }

    //          round | wait in ms
    [Theory]
    [InlineData(0, 250)]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(3, 2000)]
    [InlineData(99, 2000)]
    public void A_call_that_has_tried_all_waits_longer_each_round(int round, int milliseconds)
    {
        Decision decision = new Scenario().Next(tried: 0b11, round: round);
        Assert.Equal(Decision.Wait(TimeSpan.FromMilliseconds(milliseconds)), decision);
    }

    [Fact]
    public void A_call_never_waits_beyond_its_own_end()
    {
        Scenario scenario = new();
        PickRequest request = new(scenario.Now) { Tried = 0b11, Round = 9, GiveUpAt = scenario.Now + Second };
        Assert.Equal(Decision.Wait(Second), scenario.State.Next(request));
        Assert.Equal(Decision.GiveUp, scenario.State.Next(request with { Now = scenario.Now + Second }));
    }

    [Fact]
    public void A_call_that_tried_the_only_site_left_waits_and_then_gives_up_without_a_race()
    {
        Scenario scenario = new Scenario().Down(0);
        Assert.Equal(DecisionKind.Wait, scenario.Next(tried: 0b10).Kind);
        Assert.Equal(Decision.GiveUp, scenario.State.Next(new(scenario.Now) { Tried = 0b10, GiveUpAt = scenario.Now }));
    }

    private static Scenario AllDown() => new Scenario().Down(0).Down(1);
}
