using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class SiteOrderTests
{
    private static readonly SiteList Five = Sites(5);

    // Computed by another program, in another language: the order is the same on every machine.
    [Theory]
    [InlineData(0UL, "2 4 3 1 0")]
    [InlineData(1UL, "4 0 1 3 2")]
    [InlineData(2UL, "0 3 2 4 1")]
    [InlineData(42UL, "1 3 0 2 4")]
    [InlineData(ulong.MaxValue, "4 0 1 2 3")]
    public void The_order_of_a_seed_never_changes(ulong seed, string order) =>
        Assert.Equal(order, string.Join(' ', SiteOrder.Drawn(Five, seed)));

    [Fact]
    public void The_order_of_weighted_sites_never_changes() =>
        Assert.Equal(
            "0 0 0 1 0 0 0 0",
            string.Join(' ', Enumerable.Range(0, 8).Select(seed => SiteOrder.Drawn(Weighted(), (ulong)seed)[0])));

    [Fact]
    public void Every_order_holds_every_site_once() =>
        Assert.All(Enumerable.Range(0, 1000), seed =>
            Assert.Equal([0, 1, 2, 3, 4], SiteOrder.Drawn(Five, (ulong)seed).Order()));

    [Fact]
    public void A_site_that_is_added_changes_no_order_of_the_others()
    {
        SiteList six = Sites(6);
        for (ulong seed = 0; seed < 1000; seed++)
            Assert.Equal(SiteOrder.Drawn(Five, seed), SiteOrder.Drawn(six, seed).Where(site => site != 5));
    }

    [Fact]
    public void A_site_that_is_removed_moves_its_own_clients_only()
    {
        SiteList four = SiteList.Of([.. Five.Names.Where((_, site) => site != 2)]);
        for (ulong seed = 0; seed < 1000; seed++)
        {
            Assert.Equal(
                SiteOrder.Drawn(Five, seed).Where(site => site != 2).Select(site => Five.Names[site]),
                SiteOrder.Drawn(four, seed).Select(site => four.Names[site]));
        }
    }

    [Fact]
    public void The_place_in_the_list_has_no_part_in_the_draw()
    {
        SiteList reversed = SiteList.Of([.. Five.Names.Reverse()]);
        for (ulong seed = 0; seed < 1000; seed++)
        {
            Assert.Equal(
                SiteOrder.Drawn(Five, seed).Select(site => Five.Names[site]),
                SiteOrder.Drawn(reversed, seed).Select(site => reversed.Names[site]));
        }
    }

    [Fact]
    public void A_named_first_choice_goes_to_the_head_and_leaves_the_rest_as_drawn()
    {
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var order = SiteOrder.Drawn(Five, seed, first: 3);
            Assert.Equal(3, order[0]);
            Assert.Equal(SiteOrder.Drawn(Five, seed).Where(site => site != 3), order[1..]);
        }
    }

    [Fact]
    public void The_listed_order_is_the_list() => Assert.Equal([0, 1], SiteOrder.Listed(Weighted()).AsEnumerable());

    [Fact]
    public void A_repeated_name_is_one_site_with_more_weight_whatever_its_case()
    {
        SiteList list = SiteList.Of("a.test:1", "A.TEST:1", "b.test:1");
        Assert.Equal(["a.test:1", "b.test:1"], list.Names.AsEnumerable());
        Assert.Equal([0, 0, 1], list.Entries.AsEnumerable());
    }

    [Fact]
    public void A_list_has_1_to_64_entries()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SiteList.Of());
        Assert.Equal(64, SiteList.Of([.. Enumerable.Range(0, 64).Select(i => $"{i}.ha.test")]).Names.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => SiteList.Of([.. Enumerable.Range(0, 65).Select(i => $"{i}.ha.test")]));
    }

    private static SiteList Sites(int count) => SiteList.Of([.. Enumerable.Range(0, count).Select(i => $"{i}.ha.test")]);

    private static SiteList Weighted() => SiteList.Of("0.ha.test", "0.ha.test", "1.ha.test");
}
