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

    [Fact]
    public async Task A_status_says_what_an_operator_ought_to_see_to()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        DateTimeOffset started = new(2030, 1, 2, 13, 19, 8, TimeSpan.Zero);
        GetStatusResponse response = new()
        {
            State = V1.SiteState.Serving,
            Warnings = { "The disk has 5 MiB left." },
            Tombstones = 1,
            Conflicts = 2,
            Watches = 3,
            Connections = 4,
            Counters = 5,
            Started = started.ToUnixTimeMilliseconds(),
            LogBytes = 6,
            HttpPort = 8000,
            Links = { new LinkStatus { State = LinkState.ClockSkew, ClockOffsetMilliseconds = -2500, ProtocolVersion = 2 } },
        };
        site.Status = (_, _) => Task.FromResult(response);
        using SitesClient client = new(site.Url);

        SiteStatusReport report = await client.GetStatusAsync();

        Assert.Equal(["The disk has 5 MiB left."], report.Warnings);
        Assert.Equal((1, 2, 3, 4, 5, 6, 8000, started), (report.Tombstones, report.Conflicts, report.Watches, report.Connections, report.Counters, report.LogBytes, report.HttpPort, report.Started));
        Assert.Equal((ReplicationState.ClockSkew, TimeSpan.FromSeconds(-2.5), 2), (report.Links[0].State, report.Links[0].ClockOffset, report.Links[0].ProtocolVersion));
        response.Links[0].ClockOffsetMilliseconds = long.MinValue;
        Assert.True((await client.GetStatusAsync()).Links[0].ClockOffset < TimeSpan.Zero);
    }

    [Fact]
    public async Task A_site_that_takes_no_writes_is_not_good()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Status = (_, _) => Task.FromResult(new GetStatusResponse { State = V1.SiteState.Serving, ReadOnlyReason = "No space left on device" });
        using SitesClient client = new(site.Url);

        SiteStatusReport report = await client.GetStatusAsync();

        Assert.Equal((false, "No space left on device"), (report.IsGood, report.ReadOnlyReason));
    }

    [Fact]
    public async Task A_site_is_drained_by_its_own_name_and_by_no_other()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using (SitesClient client = new(site.Url))
            await client.DrainAsync();
        Assert.Single(site.Requests<DrainRequest>());

        using SitesClient both = new(new HaOptions { Servers = [site.EndPoint.ToString(), "127.0.0.1:1"] });
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => both.DrainAsync());
        Assert.Contains("one of 2 sites", refusal.Message, StringComparison.Ordinal);
        Assert.Single(site.Requests<DrainRequest>());
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
