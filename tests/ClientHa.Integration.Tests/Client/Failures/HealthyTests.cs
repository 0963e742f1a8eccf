using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>Rows "overloaded", "call is bad" and "broken": what says nothing against a site, and when it does.</summary>
public sealed class HealthyTests
{
    private static readonly (string, string)[] NoPushback = [];

    [SitesFact]
    public async Task A_thousand_calls_that_find_nothing_and_a_hundred_that_are_cancelled_change_nothing()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());
        ConcurrentQueue<SiteState> told = [];
        caller.Handler.StatusChanged += (_, status) => told.Enqueue(status.Sites[0].State);

        sites[0].OnCall = Says.Status(5);
        for (int i = 0; i < 1000; i++)
            Assert.Equal(5, (await caller.CallAsync(isIdempotent: true)).Status);
        for (int i = 0; i < 100; i++)
        {
            sites[0].OnCall = Says.Nothing;
            using CancellationTokenSource given = new();
            Task<Reply> call = caller.CallAsync(isIdempotent: true, cancellationToken: given.Token);
            await Eventually.UntilAsync(() => sites[0].Calls == 1002 + (2 * i));
            await given.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

            // The site goes on answering others: were it silent, those who give it up would have it asked whether it is alive.
            sites[0].OnCall = Says.Ok;
            Assert.Equal(0, await caller.AskAsync());
        }

        Assert.Equal(0, sites[1].Calls);

        // A machine that stands still for a second may have asked whether its site is alive.
        Assert.DoesNotContain(told, state => state is not (SiteState.Available or SiteState.Suspected));
        Assert.Empty(sites.History.Ejections);
    }

    [SitesTheory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_pushback_that_is_negative_or_unreadable_ends_the_call_and_leaves_the_site_alone(string pushback)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = Says.Status(8, ("grpc-retry-pushback-ms", pushback));

        Assert.Equal((0, 8), (await TellAsync(caller)));
        Assert.Equal((0, 8), (await TellAsync(caller)));

        Assert.Equal((2, 0), (sites[0].Calls, sites[1].Calls));
        Assert.Equal(SiteState.Available, caller.State(0));
    }

    [SitesFact]
    public async Task A_call_comes_again_to_the_site_that_pushed_it_back_for_a_moment()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = context => sites[0].Calls < 3 ? Says.Status(8, ("grpc-retry-pushback-ms", "20"))(context) : Says.Ok(context);

        Assert.True((await caller.CallAsync()).IsOkFrom(0));

        Assert.Equal((3, 0), (sites[0].Calls, sites[1].Calls));
        Assert.Equal(SiteState.Available, caller.State(0));
    }

    [SitesFact]
    public async Task Overload_without_a_pushback_is_the_calls_own_answer()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = Says.Status(8, NoPushback);
        Assert.Equal((0, 8), await TellAsync(caller));
        Assert.Equal((1, 0), (sites[0].Calls, sites[1].Calls));
    }

    [SitesTheory]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(15)]
    public async Task Five_broken_answers_in_a_row_eject_if_they_were_of_two_methods(int status)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = Says.Status(status);
        for (int i = 0; i < 8; i++)
            Assert.Equal(status, (await caller.CallAsync(isIdempotent: true, method: "/clinic.Clinic/GetPatient")).Status);
        Assert.Equal(SiteState.Available, caller.State(0));

        // A good answer ends the row: four more, over two methods, are not five in a row.
        sites[0].OnCall = Says.Ok;
        Assert.True((await caller.CallAsync()).IsOkFrom(0));
        sites[0].OnCall = Says.Status(status);
        for (int i = 0; i < 4; i++)
            Assert.Equal(status, (await caller.CallAsync(method: i % 2 == 0 ? "/clinic.Clinic/GetPatient" : Caller.Method)).Status);
        Assert.Equal(SiteState.Available, caller.State(0));
        Assert.Equal(status, (await caller.CallAsync()).Status);

        Assert.Equal(SiteState.Ejected, caller.State(0));
        Assert.Contains($"(status {status})", (await sites.EjectionAsync(0)).Reason, StringComparison.Ordinal);
        Assert.True((await caller.CallAsync()).IsOkFrom(1));
    }

    [SitesFact]
    public async Task A_broken_site_is_kept_while_the_other_is_dead()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => options.FirstChoice = "1");
        await sites.Site(1).KillAsync();
        Assert.Equal(0, await caller.AskAsync());
        sites[0].OnCall = Says.Status(13);
        for (int i = 0; i < 20; i++)
            Assert.Equal(13, (await caller.CallAsync(method: i % 2 == 0 ? "/clinic.Clinic/GetPatient" : Caller.Method)).Status);
        Assert.Equal(SiteState.Available, caller.State(0));
    }

    private static async Task<(int? Site, int? Status)> TellAsync(Caller caller)
    {
        Reply reply = await caller.CallAsync(isIdempotent: true);
        return (reply.Site, reply.Status);
    }
}
