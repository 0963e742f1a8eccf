using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>Sites 0 and 1 are two names of one endpoint; site 2 is another machine.</summary>
public sealed class AliasTests
{
    [Fact]
    public void A_transport_failure_marks_both_names()
    {
        Scenario scenario = TwoNames().Down(0);
        Assert.Equal([SiteState.Ejected, SiteState.Ejected, SiteState.Available], States(scenario));
        Assert.Equal([1, 1, 0], scenario.State.Sites.Select(site => site.Generation));
        Assert.Equal(2, scenario.Next().Site);
    }

    [Fact]
    public void A_failure_of_the_name_marks_that_name_alone()
    {
        Scenario scenario = TwoNames().Happens(SiteEventKind.Down, 0, nameAlone: true);
        Assert.Equal([SiteState.Ejected, SiteState.Available, SiteState.Available], States(scenario));
        Assert.Equal(1, scenario.Next().Site);
    }

    [Fact]
    public void A_failed_probe_of_a_suspect_marks_both_names()
    {
        Scenario scenario = TwoNames().Happens(SiteEventKind.Silent, 0).Probed(good: false, 0);
        Assert.Equal([SiteState.Ejected, SiteState.Ejected, SiteState.Available], States(scenario));
    }

    [Fact]
    public void Names_that_are_not_resolved_yet_are_nobodys_alias()
    {
        Scenario scenario = new(3);
        Assert.Equal([0b001UL, 0b010UL, 0b100UL], Enumerable.Range(0, 3).Select(scenario.State.Aliases));
        Assert.Equal([0b011UL, 0b011UL, 0b100UL], Enumerable.Range(0, 3).Select(TwoNames().State.Aliases));
    }

    [Fact]
    public void A_name_that_moved_away_is_no_alias_any_more()
    {
        Scenario scenario = TwoNames().Happens(SiteEventKind.Resolved, 1, at: "192.0.2.9:8001").Down(0);
        Assert.Equal([SiteState.Ejected, SiteState.Available, SiteState.Available], States(scenario));
    }

    [Fact]
    public void The_race_tries_each_endpoint_once()
    {
        Scenario scenario = TwoNames().Down(0).Down(2);
        Assert.Equal([0, 2], scenario.State.RaceOrder().AsEnumerable());
        Assert.Equal([1, 2], scenario.RaceLost().State.RaceOrder().AsEnumerable());
        Assert.Equal([2, 0], scenario.RaceLost().State.RaceOrder().AsEnumerable());
        Assert.Equal([0, 2], scenario.RaceLost().State.RaceOrder().AsEnumerable());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_race_tries_a_name_that_failed_by_itself_beside_its_alias(int wrong)
    {
        Scenario scenario = TwoNames().Happens(SiteEventKind.Down, wrong, nameAlone: true).Down(2);
        FailsElsewhereAndMovesBack(scenario, 1 - wrong);
        Assert.True(scenario.State.IsPanic);
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal([0, 1, 2], scenario.State.RaceOrder().Order());
            scenario.RaceLost();
        }
    }

    private static void FailsElsewhereAndMovesBack(Scenario scenario, int site) => scenario
        .Happens(SiteEventKind.Resolved, site, at: "192.0.2.9:8001")
        .Down(site)
        .Happens(SiteEventKind.Resolved, site, at: "192.0.2.1:8001");

    private static SiteState[] States(Scenario scenario) => [.. scenario.State.Sites.Select(site => site.State)];

    private static Scenario TwoNames() => new Scenario(3)
        .Happens(SiteEventKind.Resolved, 0, at: "192.0.2.1:8001")
        .Happens(SiteEventKind.Resolved, 1, at: "192.0.2.1:8001")
        .Happens(SiteEventKind.Resolved, 2, at: "192.0.2.2:8001");
}
