using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>Row "down" of the failure table: one ejection, each call that may move moves, and the site is left alone.</summary>
public sealed class DownTests
{
    [SitesTheory]
    [InlineData(503, "answered HTTP 503")]
    [InlineData(502, "answered HTTP 502")]
    [InlineData(504, "answered HTTP 504")]
    public async Task An_error_of_a_gateway_ejects(int status, string reason) => await EjectAsync(Says.Http(status), reason);

    [SitesFact]
    public async Task UNAVAILABLE_ejects() => await EjectAsync(Says.Status(14), "answered UNAVAILABLE");

    [SitesFact]
    public async Task A_refused_connect_ejects_and_every_call_moves()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        await sites.Site(0).RefuseAsync();

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: i % 2 == 0)));

        Assert.All(replies, reply => Assert.True(reply.IsOkFrom(1)));
        await AssertLeftAloneAsync(sites, caller, "refused the connection");
    }

    [SitesTheory]
    [InlineData(HaFaultKind.Kill)]
    [InlineData(HaFaultKind.Reset)]
    public async Task A_connection_that_is_lost_with_calls_in_flight_ejects_once_and_each_call_that_may_move_does(HaFaultKind fault)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());
        sites[0].OnCall = Says.Nothing;
        Task<Reply>[] movable = [.. Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: true, id: $"movable {i}"))];
        Task<Reply>[] others = [.. Enumerable.Range(0, 10).Select(i => caller.CallAsync(id: $"other {i}"))];
        await EventuallyAsync(() => sites[0].Calls == 21);

        await DoAsync(fault, sites.Site(0));

        Assert.All(await Task.WhenAll(movable), reply => Assert.True(reply.IsOkFrom(1)));
        foreach (Task<Reply> other in others)
        {
            HttpRequestException lost = await Assert.ThrowsAsync<HttpRequestException>(() => other);
            Assert.Matches("^Sent to 0.ha.test:[0-9]+, outcome unknown: the site (reset|closed|lost) the connection.*; add /clinic", lost.Message);
        }
        Assert.Equal(movable.Length, sites[1].Calls);
        await AssertLeftAloneAsync(sites, caller, " the connection");
    }

    /// <summary>Both addresses of the name: one says nothing, nobody listens at the other.</summary>
    [SitesFact]
    public async Task A_site_that_times_out_at_all_its_endpoints_is_ejected_and_each_endpoint_says_why()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        await sites.Cluster.Names.NameMovesAsync(0, 2);
        await sites.Cluster.Names.WrongAddressAsync(0);
        await sites.Site(2).BlackholeAsync();
        using Caller caller = sites.Connect(options => options.ConnectTimeout = TimeSpan.FromSeconds(0.5));

        Assert.Equal(1, await caller.AskAsync());

        await caller.UntilAsync(0, SiteState.Ejected);
        string reason = $"{caller.Status.Sites[0].LastError}";
        Assert.Contains("refused the connection at ", reason, StringComparison.Ordinal);
        Assert.Contains($"did not answer within 0.5 s at {sites.Site(2).EndPoint}", reason, StringComparison.Ordinal);
    }

    private static async Task EjectAsync(Microsoft.AspNetCore.Http.RequestDelegate says, string reason)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = says;
        Assert.True((await caller.CallAsync(isIdempotent: true)).IsOkFrom(1));
        await AssertLeftAloneAsync(sites, caller, reason);
    }

    /// <summary>One ejection, with its reason, and no call goes there any more.</summary>
    private static async Task AssertLeftAloneAsync(ScriptedSites sites, Caller caller, string reason)
    {
        HaEjection ejection = await sites.EjectionAsync(0);
        Assert.Contains(reason, ejection.Reason, StringComparison.Ordinal);
        Assert.Equal(SiteState.Ejected, caller.State(0));
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(1, site));
        Assert.Single(sites.History.Ejections);
        Assert.Empty(sites.History.Site(0).CallsDuring(ejection));
    }

    private static Task DoAsync(HaFaultKind fault, HaSite site) => fault switch
    {
        HaFaultKind.Kill => site.KillAsync(),
        _ => site.ResetAsync(),
    };

    private static Task EventuallyAsync(Func<bool> condition) => Replication.Eventually.UntilAsync(condition);
}
