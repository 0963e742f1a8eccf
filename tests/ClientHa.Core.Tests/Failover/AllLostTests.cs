using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>client.md's row "local": all sites lost in the same instant.</summary>
public sealed class AllLostTests
{
    //                                      seconds between two losses, what they cost: D, or nothing
    public static TheoryData<int, double, bool> Gaps => new()
    {
        { 2, 0.0, false },
        { 2, 4.9, false },
        { 2, 5.1, true },
        { 3, 2.0, false },
        { 3, 2.6, true },
        { 3, 60.0, true },
    };

    [Theory]
    [MemberData(nameof(Gaps))]
    public void Nobody_pays_the_reconnect_delay_where_all_were_lost_together(int sites, double seconds, bool costsTheDelay)
    {
        Scenario scenario = new(sites);
        for (int site = 0; site < sites; site++)
            scenario.AfterSeconds(site == 0 ? 0 : seconds).Down(site);

        Assert.True(scenario.State.IsPanic);
        Assert.All(scenario.State.Sites, site => Assert.Equal(costsTheDelay, site.ReadmitAt > scenario.Now));
        Assert.True(scenario.State.NextWake(callsWait: false) <= scenario.Now);
    }

    [Fact]
    public void The_second_to_come_back_needs_two_probes_and_its_calls_come_home_one_client_after_the_other()
    {
        Scenario scenario = new Scenario().Down(0).Down(1).AfterSeconds(30);
        Assert.Equal(SiteState.Available, scenario.Probed(good: true, 1)[1].State);
        Assert.Equal(SiteState.Ejected, scenario.Probed(good: true)[0].State);

        scenario.AfterSeconds(1).Probed(good: true);

        Assert.Equal(SiteState.Returning, scenario[0].State);
        Assert.InRange(scenario[0].HomeFrom - scenario.Now, TimeSpan.Zero, scenario.State.Rules.ReconnectDelay);
    }

    [Fact]
    public void A_site_that_drains_was_not_lost()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Draining, 1).Down(0);
        Assert.True(scenario.State.IsPanic);
        Assert.True(scenario[0].ReadmitAt > scenario.Now);
    }

    [Fact]
    public void One_machine_that_has_failed_under_all_its_names_is_that_machines_fault()
    {
        Scenario scenario = new Scenario().Happens(SiteEventKind.Resolved, 0, at: "192.0.2.1:8001").Happens(SiteEventKind.Resolved, 1, at: "192.0.2.1:8001");
        scenario.Down(0);
        Assert.True(scenario.State.IsPanic);
        Assert.All(scenario.State.Sites, site => Assert.True(site.ReadmitAt > scenario.Now));
    }
}
