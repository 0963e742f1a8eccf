using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>Row "draining": nobody loses a call, and no reconnect delay follows.</summary>
public sealed class DrainingTests
{
    /// <summary>With a reconnect delay of an hour: whoever comes back has not waited for it.</summary>
    [SitesFact]
    public async Task A_stopped_site_finishes_its_calls_gets_no_new_ones_and_is_back_without_the_reconnect_delay()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(map: app => app.UseHaDrain(TimeSpan.FromMilliseconds(500)));
        using Caller caller = sites.Connect(options => options.Failback = Failback.Immediate);
        Assert.Equal(0, await caller.AskAsync());
        TaskCompletionSource gate = new();
        sites[0].OnCall = Says.OkAfter(gate.Task);
        Task<Reply>[] inFlight = [.. Enumerable.Range(0, 5).Select(_ => caller.CallAsync())];
        await Eventually.UntilAsync(() => sites[0].Calls == 6);
        sites[0].OnCall = Says.Ok;

        Task<HaFault> stopping = sites.Site(0).StopAsync();
        await caller.AskUntilAsync(1);
        Assert.Equal(SiteState.Draining, caller.State(0));
        Assert.All(await caller.AskAsync(20), site => Assert.Equal(1, site));
        Assert.All(inFlight, call => Assert.False(call.IsCompleted));
        gate.SetResult();
        Assert.All(await Task.WhenAll(inFlight), reply => Assert.True(reply.IsOkFrom(0)));

        await (await stopping).HealAsync();
        int probes = sites[0].Probes;
        await caller.AskUntilAsync(0);
        Assert.True(sites[0].Probes - probes >= 2);
        Assert.Empty(sites.History.Ejections);
        Assert.Empty(sites.History.FailedCalls);
    }

    [SitesTheory]
    [InlineData("drain", SiteState.Draining)]
    [InlineData("starting", SiteState.Draining)]
    [InlineData("behind", SiteState.Available)]
    [InlineData("read-only", SiteState.Available)]
    public async Task A_call_that_is_sent_elsewhere_was_not_processed_and_goes_there_whatever_it_is(string why, SiteState after)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = Says.Elsewhere(why);

        Assert.True((await caller.CallAsync(id: "one")).IsOkFrom(1));
        Assert.True((await caller.CallAsync(id: "two")).IsOkFrom(1));

        // Only a site that is about to stop or to start is not asked again.
        Assert.Equal(after == SiteState.Available ? ["one", "two"] : ["one"], sites[0].Executions);
        Assert.Equal(after, caller.State(0));
        Assert.Empty(sites.History.Ejections);
    }
}
