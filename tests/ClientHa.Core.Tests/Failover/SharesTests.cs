using System.Globalization;
using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>How 10,000 clients, or 10,000 calls, share the sites: within two percent.</summary>
public sealed class SharesTests
{
    private const int Count = 10_000;

    //          entries | shares in percent
    [Theory]
    [InlineData("0 1", "50 50")]
    [InlineData("0 0 1", "66.7 33.3")]
    [InlineData("0 1 0", "66.7 33.3")]
    [InlineData("0 1 2", "33.3 33.3 33.3")]
    [InlineData("0 0 0 1", "75 25")]
    public void Clients_share_first_choices_by_weight(string entries, string shares)
    {
        SiteList list = Listed(entries);
        AssertShares(shares, seed => SiteOrder.Drawn(list, seed)[0], list);
    }

    [Theory]
    [InlineData("0 1 2", "50 50")]
    [InlineData("0 1 2 3", "33.3 33.3 33.3")]
    [InlineData("0 1 1 2", "66.7 33.3")]
    public void When_a_site_fails_its_clients_share_the_others_by_weight(string entries, string shares)
    {
        SiteList list = Listed(entries);
        ulong seed = 0;
        int[] counts = new int[list.Names.Length];
        for (int clients = 0; clients < Count; seed++)
        {
            Scenario client = new(list, seed: seed, order: SiteOrder.Drawn(list, seed));
            if (client.Next().Site != 0)
                continue;
            counts[client.Down(0).Next().Site]++;
            clients++;
        }
        Assert.Equal(0, counts[0]);
        AssertShares(shares, counts[1..]);
    }

    [Theory]
    [InlineData("0 1", "50 50")]
    [InlineData("0 0 1", "66.7 33.3")]
    public void Round_robin_shares_calls_by_weight(string entries, string shares)
    {
        SiteList list = Listed(entries);
        Scenario client = new(list, new() { Policy = SelectionPolicy.RoundRobin });
        AssertShares(shares, ticket => client.Next(ticket: ticket).Site, list);
    }

    [Fact]
    public void Under_round_robin_a_dead_site_gives_no_neighbour_a_double_share()
    {
        SiteList list = Listed("0 1 2 3");
        Scenario client = new Scenario(list, new() { Policy = SelectionPolicy.RoundRobin }).Down(1);
        AssertShares("33.3 0 33.3 33.3", ticket => client.Next(ticket: ticket).Site, list);
    }

    [Fact]
    public void Under_round_robin_the_first_calls_of_many_clients_are_spread_too()
    {
        SiteList list = Listed("0 1 2");
        AssertShares(
            "33.3 33.3 33.3",
            seed => new Scenario(list, new() { Policy = SelectionPolicy.RoundRobin }, seed).Next().Site,
            list);
    }

    private static SiteList Listed(string entries) =>
        SiteList.Of([.. entries.Split(' ').Select(number => $"{number}.ha.test")]);

    private static void AssertShares(string shares, Func<ulong, int> draw, SiteList list)
    {
        int[] counts = new int[list.Names.Length];
        for (ulong i = 0; i < Count; i++)
            counts[draw(i)]++;
        AssertShares(shares, counts);
    }

    private static void AssertShares(string shares, int[] counts)
    {
        double[] expected = [.. shares.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(100.0 * counts[i] / Count, expected[i] - 2, expected[i] + 2);
    }
}
