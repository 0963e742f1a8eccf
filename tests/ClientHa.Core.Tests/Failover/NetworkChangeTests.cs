using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>client.md's row "local": this machine woke up, or its network changed.</summary>
public sealed class NetworkChangeTests
{
    private const SiteState A = SiteState.Available, S = SiteState.Suspected, E = SiteState.Ejected, R = SiteState.Returning;

    //                                      seconds from the change to the failure, what it costs: D, or nothing
    public static TheoryData<double, bool> Moments => new()
    {
        { -60.0, true },
        { -5.1, true },
        { -4.9, false },
        { -0.1, false },
        { 0.0, false },
        { 4.9, false },
        { 5.1, true },
        { 60.0, true },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void What_fails_shortly_before_or_after_it_is_nobodys_fault(double seconds, bool costsTheDelay)
    {
        Scenario scenario = new(3);
        if (seconds < 0)
            scenario.Down().AfterSeconds(-seconds).Happens(SiteEventKind.NetworkChanged);
        else
            scenario.Happens(SiteEventKind.NetworkChanged).AfterSeconds(seconds).Down();

        Assert.Equal(E, scenario[0].State);
        Assert.Equal(costsTheDelay, scenario[0].ReadmitAt > scenario.Now);
        Assert.Equal(costsTheDelay ? E : A, scenario.Probed(good: true)[0].State);
    }

    [Theory]
    [InlineData(Failback.WhenIdle)]
    [InlineData(Failback.Never)]
    [InlineData(Failback.Manual)]
    public void Whoever_failed_for_it_is_at_home_again_with_its_first_good_probe(Failback failback)
    {
        Scenario scenario = new Scenario(rules: new() { Failback = failback }).Happens(SiteEventKind.NetworkChanged);
        scenario.Probed(good: true, 1).Probed(good: false);
        Assert.Equal((E, 1), (scenario[0].State, scenario.Site));

        scenario.AfterSeconds(1.2).Probed(good: false).AfterSeconds(3).Probed(good: true);

        Assert.Equal((A, 0), (scenario[0].State, scenario.Site));
        Assert.False(scenario[0].IsBlameless);
    }

    [Theory]
    [InlineData(SiteState.Available, SiteState.Suspected)]
    [InlineData(SiteState.Suspected, SiteState.Suspected)]
    [InlineData(SiteState.Draining, SiteState.Draining)]
    [InlineData(SiteState.Ejected, SiteState.Ejected)]
    [InlineData(SiteState.Returning, SiteState.Returning)]
    public void Every_site_is_asked_at_once_over_a_fresh_connection(SiteState from, SiteState to)
    {
        Scenario scenario = Scenario.With(from);
        int[] before = [.. scenario.State.Sites.Select(site => site.Generation)];

        scenario.Happens(SiteEventKind.NetworkChanged, 1);

        Assert.Equal(to, scenario[0].State);
        Assert.Equal([before[0] + 1, before[1] + 1], scenario.State.Sites.Select(site => site.Generation));
        Assert.All([0, 1], site => Assert.True(scenario.State.IsProbeDue(site, scenario.Now)));
        Assert.Equal(scenario.Now, scenario.State.NextWake(callsWait: false));
        Assert.Equal(to is S or R, scenario[0].IsProbeUrgent);
    }

    [Fact]
    public void What_drains_wants_two_good_probes_although_its_other_name_fails_for_it()
    {
        Scenario scenario = new Scenario(3).Happens(SiteEventKind.Resolved, 0, at: "a").Happens(SiteEventKind.Resolved, 1, at: "a");
        scenario.Happens(SiteEventKind.NetworkChanged).Happens(SiteEventKind.Draining, 1).Down(0);
        Assert.Equal((E, SiteState.Draining), (scenario[0].State, scenario[1].State));

        Assert.Equal(SiteState.Draining, scenario.Probed(good: true, 1)[1].State);
        Assert.NotEqual(SiteState.Draining, scenario.Probed(good: true, 1)[1].State);
    }

    [Fact]
    public void Calls_go_on_where_they_were_until_the_probe_has_failed()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.NetworkChanged);
        Assert.Equal(0, scenario.Site);
        Assert.Equal(0, scenario.Probed(good: true).Site);
        Assert.Equal((A, TimeSpan.FromSeconds(1)), (scenario[0].State, scenario[0].SuspectDelay));
    }

    [Fact]
    public void A_probe_that_runs_is_of_the_old_network_and_says_nothing()
    {
        Scenario scenario = new Scenario().Down().AfterSeconds(10).Happens(SiteEventKind.ProbeStarted);
        SiteEvent late = new(SiteEventKind.ProbeFailed, 0, scenario[0].Generation) { Reason = "old" };
        scenario.Happens(SiteEventKind.NetworkChanged);

        Assert.True(scenario.State.IsProbeDue(0, scenario.Now));
        Assert.Same(scenario.State, scenario.State.Record(late, scenario.Now));
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

        scenario.Happens(SiteEventKind.NetworkChanged);

        Assert.Equal((scenario.Now, 0), (scenario.State.NextWake(callsWait), scenario.State.Panic.Rounds));
    }

    [Fact]
    public void A_probe_that_never_left_this_machine_ejects_nobody_and_is_repeated()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Silent);
        double[] waits = new double[6];
        for (int i = 0; i < waits.Length; i++)
        {
            scenario.Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.ProbeFailed, isLocal: true);
            Assert.Equal((S, false), (scenario[0].State, scenario[0].IsProbing));
            waits[i] = (scenario[0].NextProbeAt - scenario.Now).TotalSeconds;
            scenario.At(scenario[0].NextProbeAt);
        }
        Assert.All(waits.Zip([2.0, 4, 8, 15, 15, 15]), pair => Assert.InRange(pair.First, pair.Second * 0.8, pair.Second * 1.2));
        Assert.Equal(E, scenario.Probed(good: false)[0].State);
    }

    [Fact]
    public void A_probe_that_never_left_this_machine_keeps_the_reason_and_counts_for_nothing()
    {
        Scenario scenario = new Scenario().Down().Probed(good: true);
        scenario.Happens(SiteEventKind.ProbeStarted).Happens(SiteEventKind.ProbeFailed, isLocal: true);
        Assert.Equal((E, 0, "Down"), (scenario[0].State, scenario[0].ConsecutiveGoodProbes, scenario[0].Reason));
    }
}
