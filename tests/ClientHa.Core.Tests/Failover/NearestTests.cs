using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class NearestTests
{
    //                        connect times in ms, by site | drawn | first choice so far | order
    public static TheoryData<double?[], int[], int?, int[]> Orders => new()
    {
        // The near ones stand as they were drawn, up to 15 ms behind the fastest; then the others, by the same rule.
        { [5, 5, 5], [2, 0, 1], null, [2, 0, 1] },
        { [5, 20, 19], [2, 1, 0], null, [2, 1, 0] },
        { [5, 20.1, 19], [1, 2, 0], null, [2, 0, 1] },
        { [5, 40, 80, 90], [3, 2, 1, 0], null, [0, 1, 3, 2] },
        { [200, 20], [0, 1], null, [1, 0] },

        // Who was not connected to comes last, as drawn.
        { [null, 300, null], [2, 0, 1], null, [1, 2, 0] },
        { [null, null, null], [2, 0, 1], null, [2, 0, 1] },

        // The first choice stays until it is 30 ms slower than the fastest.
        { [34, 5], [1, 0], 0, [0, 1] },
        { [35, 5], [1, 0], 0, [0, 1] },
        { [35.1, 5], [1, 0], 0, [1, 0] },
        { [5, 30], [1, 0], 0, [0, 1] },
        { [34, 5, 6], [2, 1, 0], 0, [0, 2, 1] },

        // One that cannot be connected to does not.
        { [null, 300], [0, 1], 0, [1, 0] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Near_sites_stand_first_and_equally_near_ones_as_they_were_drawn(double?[] times, int[] drawn, int? present, int[] order) =>
        Assert.Equal(order, NearestOrder.Of([.. times.Select(Span)], [.. drawn], present));

    [Fact]
    public void Of_a_thousand_clients_equally_near_sites_get_half_each()
    {
        SiteList list = SiteList.Of("0.ha.test", "1.ha.test");
        int atFirst = Enumerable.Range(0, 1_000).Count(seed => NearestOrder.Of([Span(3), Span(14)], SiteOrder.Drawn(list, (ulong)seed), null)[0] == 0);
        Assert.InRange(atFirst, 450, 550);
    }

    [Fact]
    public void The_first_calls_wait_until_all_sites_are_measured()
    {
        Scenario scenario = Nearest().Connects(0, 80);
        Assert.Equal((DecisionKind.Wait, TimeSpan.FromMilliseconds(250)), (scenario.Next().Kind, scenario.Next().Delay));
        Assert.Equal(1, scenario.Connects(1, 10).Next().Site);
    }

    [Fact]
    public void The_first_calls_wait_no_longer_than_250_ms_and_go_by_what_is_known_then()
    {
        Scenario scenario = Nearest(3).Connects(1, 30);
        Assert.Equal(DecisionKind.Wait, scenario.AfterSeconds(0.249).Next().Kind);
        Assert.Equal(1, scenario.AfterSeconds(0.001).Next().Site);
        Assert.Equal(0, Nearest().AfterSeconds(0.25).Next().Site);
    }

    [Fact]
    public void Later_measurements_move_the_first_choice_only_if_they_say_so_for_a_while()
    {
        Scenario scenario = Nearest().Connects(0, 10).Connects(1, 12);
        Assert.Equal(0, scenario.Site);
        Assert.Equal(0, scenario.Connects(0, 70).Site);
        Assert.Equal(0, scenario.Connects(0, 10).Site);
        for (int i = 0; i < 5; i++)
            scenario.Connects(0, 70);
        Assert.Equal(1, scenario.Site);

        // Back again it is no less hard.
        Assert.Equal(1, scenario.Connects(0, 10).Connects(0, 10).Connects(0, 1).Site);
    }

    [Fact]
    public void Two_sites_at_the_edge_of_the_window_do_not_take_turns()
    {
        Scenario scenario = Nearest().Connects(0, 10).Connects(1, 24);
        int first = scenario.Site!.Value;
        Prng dice = new(7);
        for (int i = 0; i < 1_000; i++)
        {
            dice = dice.Draw(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(30), out TimeSpan took);
            scenario.Connects(i % 2, took.TotalMilliseconds);
            Assert.Equal(first, scenario.Site);
        }
    }

    [Fact]
    public void On_another_network_the_next_measurement_counts_alone()
    {
        Scenario scenario = Nearest().Connects(0, 1).Connects(1, 100).Happens(SiteEventKind.NetworkChanged);
        Assert.Equal(0, scenario.Site);
        scenario.Connects(1, 5).Connects(0, 100);
        Assert.Equal((1, TimeSpan.FromMilliseconds(100)), (scenario.Site, scenario[0].ConnectTime));
    }

    [Fact]
    public void All_names_of_one_endpoint_are_equally_near()
    {
        Scenario scenario = Nearest(3).Happens(SiteEventKind.Resolved, 0, at: "192.0.2.1:8001").Happens(SiteEventKind.Resolved, 2, at: "192.0.2.1:8001");
        scenario.Connects(0, 5).Connects(1, 50);
        Assert.Equal(scenario[0].ConnectTime, scenario[2].ConnectTime);
        Assert.Equal(DecisionKind.Attempt, scenario.Next().Kind);
    }

    [Fact]
    public void A_site_that_fails_is_left_however_near_it_is()
    {
        Scenario scenario = Nearest().Connects(0, 1).Connects(1, 100).Down();
        Assert.Equal(1, scenario.Site);
    }

    [Fact]
    public void Who_does_not_go_by_it_measures_nothing()
    {
        Scenario scenario = new();
        Assert.Same(scenario.State, scenario.Connects(0, 5).State);
        Assert.Same(scenario.State, scenario.State.OrderAwaited(scenario.Now));
    }

    private static Scenario Nearest(int sites = 2)
    {
        Scenario scenario = new(sites, new() { PrefersNearest = true });
        scenario.State = scenario.State.OrderAwaited(scenario.Now);
        return scenario;
    }

    private static TimeSpan? Span(double? milliseconds) => milliseconds is { } known ? TimeSpan.FromMilliseconds(known) : null;
}
