using System.Collections.Immutable;
using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>What a client keeps of its sites when it is configured anew.</summary>
public sealed class CarryOverTests
{
    private static readonly TimeSpan Delay = new FailoverRules().ReconnectDelay;

    [Fact]
    public void All_that_is_known_of_a_site_goes_with_its_name_wherever_it_stands()
    {
        Scenario old = new Scenario(3).Happens(SiteEventKind.Resolved, 1, at: "10.0.0.1:8001").Down(1).Probed(good: false, 1);
        FailoverState young = CarriedOver(old, "2.ha.test", "7.ha.test", "1.ha.test");

        Assert.Equal(old[1], young.Sites[2]);
        Assert.Equal(old[2], young.Sites[0]);
        Assert.Equal(("7.ha.test", SiteState.Available, old.Now), (young.Sites[1].Name, young.Sites[1].State, young.Sites[1].GoodSince));
    }

    [Fact]
    public void A_probe_that_was_under_way_is_due_at_once()
    {
        Scenario old = new Scenario().Down();
        old.At(old[0].NextProbeAt).Happens(SiteEventKind.ProbeStarted);
        Assert.False(old.State.IsProbeDue(0, old.Now));

        FailoverState young = CarriedOver(old, "0.ha.test", "1.ha.test");
        Assert.True(young.IsProbeDue(0, old.Now));
        Assert.Equal(0, young.Sites[0].ProbesRunning);
    }

    [Fact]
    public void A_suspicion_goes_on_and_is_asked_about_at_once()
    {
        Scenario old = new Scenario().Happens(SiteEventKind.Silent).Happens(SiteEventKind.ProbeStarted);
        FailoverState young = CarriedOver(old, "0.ha.test", "1.ha.test");
        Assert.Equal(SiteState.Suspected, young.Sites[0].State);
        Assert.True(young.IsProbeDue(0, old.Now));
    }

    [Fact]
    public void A_race_that_was_under_way_is_due_at_once()
    {
        Scenario old = new Scenario().Down(0).Down(1);
        old.State = old.State.RaceStarted(old.Now);
        Assert.Equal(Instant.Never, old.State.NextWake(callsWait: true));

        FailoverState young = CarriedOver(old, "0.ha.test", "1.ha.test");
        Assert.True(young.IsPanic);
        Assert.Equal(old.Now, young.NextWake(callsWait: true));
        Assert.Equal(old.Now, young.NextWake(callsWait: false));
    }

    [Fact]
    public void A_site_that_is_added_ends_a_panic_and_the_last_good_one_that_is_removed_begins_one()
    {
        Scenario dead = new Scenario().Down(0).Down(1);
        Assert.False(CarriedOver(dead, "0.ha.test", "1.ha.test", "2.ha.test").IsPanic);

        Scenario half = new Scenario().Down(0);
        FailoverState left = CarriedOver(half, "0.ha.test");
        Assert.True(left.IsPanic);
        Assert.True(left.NextWake(callsWait: true) <= half.Now);
    }

    [Fact]
    public void A_shorter_reconnect_delay_brings_moments_forward_and_a_longer_one_puts_none_off()
    {
        Scenario old = new Scenario().Down();
        SiteHealth shorter = Under(new() { ReconnectDelay = TimeSpan.FromSeconds(5) }, old, "0.ha.test", "1.ha.test").Sites[0];
        SiteHealth longer = Under(new() { ReconnectDelay = Delay * 4 }, old, "0.ha.test", "1.ha.test").Sites[0];

        Assert.Equal(old.Now + TimeSpan.FromSeconds(6), shorter.ReadmitAt);
        Assert.Equal((old[0].ReadmitAt, old[0].NextProbeAt), (longer.ReadmitAt, longer.NextProbeAt));
    }

    [Theory]
    [InlineData(Failback.Immediate, SiteState.Available)]
    [InlineData(Failback.Never, SiteState.Returning)]
    public void Another_failback_holds_for_a_site_that_is_on_its_way_home(Failback failback, SiteState state)
    {
        Scenario old = new Scenario().Down().Recovers();
        Assert.Equal(SiteState.Returning, old[0].State);
        SiteHealth young = Under(new() { Failback = failback }, old, "0.ha.test", "1.ha.test").Sites[0];
        Assert.Equal((state, Instant.Never), (young.State, young.HomeBy));
    }

    [Fact]
    public void The_way_home_is_not_drawn_again_where_nothing_of_it_has_changed()
    {
        Scenario old = new Scenario().Down().Recovers();
        Assert.Equal(old[0], CarriedOver(old, "0.ha.test", "1.ha.test").Sites[0]);
    }

    [Fact]
    public void The_dice_go_on_where_they_were()
    {
        Scenario old = new Scenario().Down();
        FailoverState young = CarriedOver(old, "0.ha.test", "1.ha.test");
        SiteEvent down = new(SiteEventKind.Down, 1, 0);
        Assert.Equal(old.State.Record(down, old.Now).Sites[1].ReadmitAt, young.Record(down, old.Now).Sites[1].ReadmitAt);
    }

    private static FailoverState CarriedOver(Scenario old, params string[] names) => Under(new(), old, names);

    private static FailoverState Under(FailoverRules rules, Scenario old, params string[] names)
    {
        SiteList list = SiteList.Of(names);
        ImmutableArray<int> order = SiteOrder.Listed(list);
        return new FailoverState(rules, list, order, 1, old.Now).CarriedOver(old.State, old.Now);
    }
}
