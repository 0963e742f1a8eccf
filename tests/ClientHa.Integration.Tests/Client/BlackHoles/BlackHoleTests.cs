using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using ClientHa.Testing.Tests.Kernel;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.BlackHoles;

/// <summary>A site whose packets vanish: in mid-call, before the connect, in one direction.</summary>
public sealed class BlackHoleTests
{
    /// <summary>A suspicion and its probe take about 2 s, in which 7 attempts of 0.3 s have their time; a busy machine takes longer.</summary>
    private const int MostShortWaits = 25;

    [SitesTheory]
    [InlineData(HaDirection.Both)]
    [InlineData(HaDirection.ToSite)]
    [InlineData(HaDirection.FromSite)]
    public async Task In_mid_call_what_may_move_does_nothing_more_goes_there_and_no_call_is_executed_twice(HaDirection direction)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());

        HaFault hole = await sites.Site(0).BlackholeAsync(direction);
        Task<Reply> other = caller.CallAsync(id: "other");
        Reply[] movable = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: true, id: $"{i}")));
        Assert.All(movable, reply => Assert.True(reply.IsOkFrom(1)));
        HaEjection ejection = await sites.EjectionAsync(0);
        Assert.Matches(@"^was silent for [\d.]+ s with a call in flight, and a probe failed: ", ejection.Reason);
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(1, site));
        Assert.Empty(sites.History.Site(0).CallsDuring(ejection));
        Assert.False(other.IsCompleted);

        // What TCP sends again arrives, and so does the answer.
        await hole.HealAsync();
        Assert.True((await other).IsOkFrom(0));
        Assert.Single(sites[0].Executions, id => id == "other");
        Assert.DoesNotContain("other", sites[1].Executions);
    }

    [SitesFact]
    public async Task Before_the_connect_every_call_moves() => await BeforeTheConnectAsync(async site => await site.BlackholeAsync());

    [Fact]
    [Trait("Needs", "iptables")]
    public async Task Before_the_connect_in_the_kernel_every_call_moves() =>
        await BeforeTheConnectAsync(async site => await KernelFault.BlackholeAsync(site.EndPoint, HaDirection.Both));

    /// <summary>With a limit that no test would live to see.</summary>
    [SitesFact]
    public async Task Before_the_connect_no_call_waits_for_the_ConnectTimeout()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => options.ConnectTimeout = TimeSpan.FromMinutes(5));
        await sites.Site(0).BlackholeAsync();

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: i % 2 == 0, id: $"{i}")));

        Assert.All(replies, reply => Assert.True(reply.IsOkFrom(1)));
        Assert.Empty(sites[0].Executions);
        Assert.Equal(replies.Length, sites[1].Executions.Distinct().Count());
    }

    [SitesFact]
    public async Task A_limit_for_each_attempt_moves_calls_sooner_and_the_site_is_found_all_the_same()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => options.AttemptTimeout = TimeSpan.FromSeconds(0.3));
        Assert.Equal(0, await caller.AskAsync());

        await sites.Site(0).BlackholeAsync();
        Assert.Equal(1, await caller.AskAsync());
        Assert.Equal("did not answer within AttemptTimeout", sites.History.Calls[1].Attempts[0].Outcome);

        // Each attempt is over before its site has been silent for long; all of them together have waited long enough.
        CancellationToken guard = HangGuard.Token;
        while (caller.State(0) != SiteState.Ejected)
        {
            guard.ThrowIfCancellationRequested();
            Assert.Equal(1, await caller.AskAsync());
        }
        Assert.InRange(sites.History.Site(0).Calls.Count, 3, MostShortWaits);
        Assert.Empty(sites.History.FailedCalls);
    }

    private static async Task BeforeTheConnectAsync(Func<HaSite, Task<IAsyncDisposable>> beginAsync)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => options.ConnectTimeout = TimeSpan.FromSeconds(0.5));
        await using IAsyncDisposable hole = await beginAsync(sites.Site(0));

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: i % 2 == 0, id: $"{i}")));

        Assert.All(replies, reply => Assert.True(reply.IsOkFrom(1)));
        Assert.Empty(sites[0].Executions);
        Assert.Equal(replies.Length, sites[1].Executions.Distinct().Count());
        await Eventually.UntilAsync(() => caller.State(0) == SiteState.Ejected);
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(1, site));
    }
}
