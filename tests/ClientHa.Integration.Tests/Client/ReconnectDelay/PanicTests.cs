using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.ReconnectDelay;

/// <summary>Every site is ejected: the delay is waived, and calls wait within their own time.</summary>
public sealed class PanicTests
{
    [SitesFact]
    public async Task Calls_wait_and_are_answered_by_the_first_site_that_returns_whatever_the_delay()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        HaFault[] kills = await Task.WhenAll(sites.Site(0).KillAsync(), sites.Site(1).KillAsync());
        Task<Reply>[] calls = [.. Enumerable.Range(0, 50).Select(i => caller.CallAsync(timeout: i % 2 == 0 ? "50S" : null, id: $"{i}"))];
        await Eventually.UntilAsync(() => caller.Status.IsPanic);
        Assert.StartsWith("No site answers: ", $"{caller.Status}", StringComparison.Ordinal);

        await kills[1].HealAsync();
        Assert.All(await Task.WhenAll(calls), reply => Assert.True(reply.IsOkFrom(1)));
        Assert.Equal(calls.Length, sites[1].Executions.Distinct().Count());
        Assert.Equal(calls.Length, sites[1].Calls);
        Assert.Equal((SiteState.Ejected, SiteState.Available), (caller.State(0), caller.State(1)));
        Assert.False(caller.Status.IsPanic);
    }

    [SitesTheory]
    [InlineData("300m", 60_000)]
    [InlineData(null, 300)]
    public async Task A_call_whose_time_is_over_lists_every_site_with_its_reason_its_age_and_its_next_probe(string? timeout, int noSiteTimeoutMilliseconds)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => options.NoSiteTimeout = TimeSpan.FromMilliseconds(noSiteTimeoutMilliseconds));
        await sites.Site(0).KillAsync();
        sites[1].OnCall = Says.Status(14);
        sites[1].OnProbe = Says.NotServing;
        Assert.Equal(14, (await caller.CallAsync(isIdempotent: true)).Status);

        HttpRequestException failed = await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync(isIdempotent: true, timeout: timeout));

        // A call to a site that said why is not told that less exactly.
        Assert.Matches(
            @"^No site answers\. 0\.ha\.test:[0-9]+: refused the connection, for [0-9]+ s, next probe (now|in [0-9.]+ s); " +
            @"1\.ha\.test:[0-9]+: the site says NOT_SERVING, for [0-9]+ s, next probe (now|in [0-9.]+ s)\.$",
            failed.Message);
        Assert.Equal(1, sites[1].Calls);
    }
}
