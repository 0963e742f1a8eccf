using ClientHa.Core.Failover;
using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Core.Tests.Failover;

public sealed class RoundRobinTests
{
    private static readonly FailoverRules Rules = new() { Policy = SelectionPolicy.RoundRobin };

    [Fact]
    public void A_cycle_visits_every_available_entry_exactly_once()
    {
        Prop.ForAll<byte[], ulong, ulong>((bytes, seed, dead) =>
        {
            SiteList list = SiteList.Of([.. bytes.Take(64).Select(each => $"{each % 9}.ha.test").DefaultIfEmpty("0.ha.test")]);
            Scenario client = new(list, Rules, seed);
            for (int site = 1; site < list.Names.Length; site++)
            {
                if ((dead >> site & 1) != 0)
                    client.Down(site);
            }
            int[] available = [.. list.Entries.Where(site => client[site].State == SiteState.Available)];
            ulong first = dead % 1_000_000_007 * (ulong)available.Length;
            int[] visited = [.. available.Select((_, place) => client.Next(ticket: first + (ulong)place).Site)];
            Assert.Equal(available.Order(), visited.Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    // Computed by another program, in another language.
    [Fact]
    public void The_cycles_of_a_seed_never_change()
    {
        Scenario client = new(3, Rules, seed: 42);
        IEnumerable<int> picks = Enumerable.Range(0, 12).Select(i => client.Next(ticket: (ulong)i).Site);
        Assert.Equal("2 0 1 2 1 0 0 1 2 2 0 1", string.Join(' ', picks));
    }

    [Fact]
    public void Every_cycle_is_shuffled_anew_and_all_shuffles_are_equally_likely()
    {
        Scenario client = new(3, Rules);
        int[] counts = [.. Enumerable.Range(0, 6000)
            .Select(cycle => string.Concat(Enumerable.Range(0, 3).Select(i => client.Next(ticket: (ulong)(cycle * 3 + i)).Site)))
            .CountBy(shuffle => shuffle).Select(pair => pair.Value)];
        Assert.Equal(6, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void A_call_that_moves_on_does_not_meet_a_site_again_in_its_round()
    {
        Scenario client = new(5, Rules);
        for (ulong ticket = 0; ticket < 100; ticket++)
        {
            ulong tried = 0;
            for (int i = 0; i < 5; i++)
            {
                int site = client.Next(tried: tried, ticket: ticket).Site;
                Assert.Equal(0UL, tried >> site & 1);
                tried |= 1UL << site;
            }
            Assert.Equal(DecisionKind.Wait, client.Next(tried: tried, ticket: ticket).Kind);
        }
    }
}
