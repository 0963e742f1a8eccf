using ClientHa.Integration.Tests.Sites;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Integration.Tests;

public sealed class ManySitesTests
{
    [SitesFact]
    public async Task Two_of_three_sites_die_one_after_the_other_and_nobody_notices()
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(3);
        using SiteClient client = sites.Connect(serverCount: 3);
        Load load = await Load.StartAsync(client);
        HashSet<int> dead = [];
        while (dead.Count < 2)
        {
            int current = await client.WhoAmIAsync();
            Assert.True(dead.Add(current));
            await sites[current].KillAsync();
            await load.WaitForAnswersAsync();
        }

        Assert.DoesNotContain(await client.WhoAmIAsync(), dead);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Failover.AssertExecutedOnce(sites, load);
    }

    [SitesFact]
    public async Task Calls_without_a_deadline_wait_while_both_sites_are_dead_and_are_answered_when_one_returns()
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(serverCount: 2);
        await client.ReachHomeAsync();
        await Task.WhenAll(sites[0].KillAsync(), sites[1].KillAsync());

        Task<int> first = client.WhoAmIAsync();
        await client.WaitForStatusAsync(status => status.IsPanic);

        // Not earlier: sent on a connection whose end has not been noticed yet, a call that may not be repeated fails.
        Task<int>[] calls = [first, client.IncrementAsync("a"), client.IncrementAsync("b")];
        Assert.Contains("No site answers", client.Status.ToString(), StringComparison.Ordinal);
        await sites.RestartAsync(1);
        int[] answers = await Task.WhenAll(calls);
        Assert.Equal([1, 1, 1], answers);
        Assert.Equal(["a", "b"], sites.Executions().Order());
    }

    [SitesFact]
    public async Task A_call_fails_with_all_sites_listed_when_its_deadline_or_the_no_site_timeout_ends_while_both_are_dead()
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(serverCount: 2, options => options.NoSiteTimeout = TimeSpan.FromMilliseconds(200));
        await client.ReachHomeAsync();
        await Task.WhenAll(sites[0].KillAsync(), sites[1].KillAsync());

        WireException withoutDeadline = await Assert.ThrowsAsync<WireException>(() => client.WhoAmIAsync());
        Assert.Equal(WireStatusCode.Unavailable, withoutDeadline.StatusCode);
        AssertListsAll(sites, withoutDeadline.Detail);

        // By hand: a gRPC library ends its calls by a clock of its own at the same moment.
        using HttpClient http = new(client.Handler, disposeHandler: false);
        using HttpRequestMessage request = SiteClient.WhoAmIRequest(client.Handler.Address);
        request.Headers.TryAddWithoutValidation("grpc-timeout", "300m");
        HttpRequestException withDeadline = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, HangGuard.Token));
        AssertListsAll(sites, withDeadline.Message);
    }

    [SitesFact]
    public async Task A_list_of_two_ports_fails_over_too()
    {
        await using SiteCluster sites = await SiteCluster.StartOnPortsAsync(2);
        string[] servers = [.. sites.EndPoints.Select(endPoint => endPoint.ToString())];
        using SiteClient client = sites.ConnectTo(null, serverCount: 0, options =>
            (options.Servers, options.FirstChoice, options.NameServers) = (servers, "Ordered", []));
        await client.ReachHomeAsync();
        await sites[0].KillAsync();
        Assert.Equal(1, await client.WhoAmIAsync());
        Assert.Equal($"Connected to {servers[1]}", client.Status.ToString());
    }

    private static void AssertListsAll(SiteCluster sites, string message)
    {
        Assert.StartsWith("No site answers. ", message, StringComparison.Ordinal);
        foreach (int number in (int[])[0, 1])
            Assert.Contains($"{number}.ha.test:{sites.Port}: refused the connection, for ", message, StringComparison.Ordinal);
    }
}
