using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Sites;

public sealed class SitesClientTests
{
    [Fact]
    public async Task A_status_says_what_the_site_says_of_itself_and_of_its_links()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        DateTimeOffset good = new(2030, 1, 2, 13, 19, 8, TimeSpan.Zero);
        site.Status = (_, _) => Task.FromResult(new GetStatusResponse
        {
            Site = 1,
            Replica = "ab",
            Cluster = "cd",
            State = V1.SiteState.Serving,
            Documents = 7,
            Digest = ulong.MaxValue,
            Version = "0.1.0",
            Vector = { new V1.ReplicaPosition { Replica = "ab", Site = 1, Sequence = 9 } },
            Links =
            {
                new LinkStatus
                {
                    Name = "site0",
                    State = LinkState.CatchingUp,
                    LastGood = good.ToUnixTimeMilliseconds(),
                    LastInserted = 37,
                    LastDeleted = 106,
                    Pending = 3,
                    LagSeconds = 0.25,
                    Address = "0.ha.test:8001",
                },
            },
        });
        using SitesClient client = new(site.Url);

        SiteStatusReport report = await client.GetStatusAsync();
        LinkReport link = Assert.Single(report.Links);

        Assert.Equal((1, "ab", "cd", ServingState.Serving, 7L, ulong.MaxValue), (report.Site, report.Replica, report.Cluster, report.State, report.Documents, report.Digest));
        Assert.Equal(new ReplicaPosition("ab", 1, 9), Assert.Single(report.Vector));
        Assert.Equal(("site0", ReplicationState.CatchingUp, "0.ha.test:8001"), (link.Name, link.State, link.Address));
        Assert.Equal((good, null), (link.LastGood, link.LastBad));
        Assert.Equal((37, 106, 3, TimeSpan.FromMilliseconds(250)), (link.LastInserted, link.LastDeleted, link.Pending, link.Lag));
        Assert.False(report.IsGood);
    }

    [Theory]
    [InlineData(V1.SiteState.Serving, LinkState.Good, true)]
    [InlineData(V1.SiteState.Draining, LinkState.Good, false)]
    [InlineData(V1.SiteState.Serving, LinkState.Stalled, false)]
    [InlineData((V1.SiteState)99, LinkState.Good, false)]
    [InlineData(V1.SiteState.Serving, (LinkState)99, false)]
    public async Task A_site_is_good_if_it_serves_and_all_its_links_are_good(object state, object link, bool expected)
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Status = (_, _) => Task.FromResult(new GetStatusResponse
        {
            State = (V1.SiteState)state,
            Links = { new LinkStatus { State = LinkState.Good }, new LinkStatus { State = (LinkState)link, LagSeconds = double.NaN } },
        });
        using SitesClient client = new(site.Url);

        Assert.Equal(expected, (await client.GetStatusAsync()).IsGood);
    }
}
