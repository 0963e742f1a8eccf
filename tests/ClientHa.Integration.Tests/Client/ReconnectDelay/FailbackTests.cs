using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Client.ReconnectDelay;

/// <summary>Going home: by each option, and without cutting a call.</summary>
public sealed class FailbackTests
{
    [SitesTheory]
    [InlineData(Failback.WhenIdle)]
    [InlineData(Failback.Immediate)]
    public async Task New_calls_go_home_and_a_stream_stays_where_it_is(Failback failback)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.ConnectReturning(options => options.Failback = failback);
        await using (await sites.Site(0).KillAsync())
            Assert.Equal(1, await caller.AskAsync());
        TaskCompletionSource gate = new();
        sites[1].OnCall = Says.StreamUntil(gate.Task);
        using HttpResponseMessage stream = await caller.SendAsync(caller.Request(new ByteArrayContent(Caller.Message)));
        using Stream body = await stream.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]);
        sites[1].OnCall = Says.Ok;

        Assert.All(await caller.AskUntilAsync(0), site => Assert.Equal(1, site));
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(0, site));

        // Nobody cut it.
        Assert.Equal(1, caller.Status.Sites[1].CallsInFlight);
        gate.SetResult();
        await body.ReadExactlyAsync(new byte[1]);
        Assert.Equal(0, await body.ReadAsync(new byte[1].AsMemory()));
        Assert.Empty(sites.History.FailedCalls);
    }

    [SitesFact]
    public async Task Without_failback_calls_stay_until_the_site_in_use_fails()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.ConnectReturning(options => options.Failback = Failback.Never);
        await using (await sites.Site(0).KillAsync())
            Assert.Equal(1, await caller.AskAsync());
        await caller.UntilAsync(0, SiteState.Returning);
        Assert.All(await caller.AskAsync(50), site => Assert.Equal(1, site));

        await sites.Site(1).KillAsync();
        Assert.Equal(0, await caller.AskAsync());
        Assert.Empty(sites.History.FailedCalls);
    }

    [SitesFact]
    public async Task With_manual_failback_calls_stay_until_the_program_says_go_home()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.ConnectReturning(options => options.Failback = Failback.Manual);
        await using (await sites.Site(0).KillAsync())
        {
            Assert.Equal(1, await caller.AskAsync());
            caller.Handler.GoHome();
            Assert.Equal(1, await caller.AskAsync());
        }
        await caller.UntilAsync(0, SiteState.Returning);
        Assert.All(await caller.AskAsync(50), site => Assert.Equal(1, site));

        caller.Handler.GoHome();
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(0, site));
        Assert.Empty(sites.History.FailedCalls);
    }

    /// <summary>The second site is not left empty, nor does it get what it was not due.</summary>
    [SitesFact]
    public async Task Round_robin_leaves_a_dead_site_out_and_takes_it_back_in()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        using Caller caller = sites.ConnectReturning(options => (options.Policy, options.Failback) = (SelectionPolicy.RoundRobin, Failback.WhenIdle));
        HaFault kill = await sites.Site(1).KillAsync();
        while (caller.State(1) == SiteState.Available)
            await caller.AskAsync();
        int?[] without = await caller.AskAsync(30);
        AssertShared(without, 15, 0, 2);

        await kill.HealAsync();
        while (caller.State(1) != SiteState.Available)
            await caller.AskAsync();
        AssertShared(await caller.AskAsync(30), 10, 0, 1, 2);
        Assert.Empty(sites.History.FailedCalls);
    }

    /// <summary>Each has its share, but for the cycles at both ends, of which not all calls are here.</summary>
    private static void AssertShared(int?[] answers, int each, params int[] among)
    {
        Assert.Equal(among, answers.Distinct().Select(site => site!.Value).Order());
        Assert.All(among, site => Assert.InRange(answers.Count(answer => answer == site), each - 2, each + 2));
    }
}
