using System.Runtime.CompilerServices;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Fitting;

/// <summary>A client that is disposed of in the middle of everything: its calls are told, and nothing of it is left.</summary>
public sealed class DisposalTests
{
    public enum Moment
    {
        Idle,
        CallsInFlight,
        StreamOpen,
        SiteSuspected,
        SiteEjected,
        Panic,
        NobodyHears,
    }

    [SitesTheory]
    [InlineData(Moment.Idle)]
    [InlineData(Moment.CallsInFlight)]
    [InlineData(Moment.StreamOpen)]
    [InlineData(Moment.SiteSuspected)]
    [InlineData(Moment.SiteEjected)]
    [InlineData(Moment.Panic)]
    [InlineData(Moment.NobodyHears)]
    public async Task No_call_hangs_and_no_timer_socket_or_thread_is_left(Moment moment)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        CountingTime time = new();
        WeakReference client = await UseAsync(sites, moment, time);

        await Eventually.UntilAsync(() => Task.FromResult(time.Timers == 0), () => $"{time.Timers} timers are left");
        await sites.Cluster.HealAsync();
        await Eventually.UntilAsync(() => Task.FromResult(sites.Connections.Count == 0), () => $"{sites.Connections.Count} connections are left");

        // A thread, a timer or an event that still knew it would keep it.
        await Eventually.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !client.IsAlive;
        });
    }

    /// <summary>In a method of its own, so that no local variable keeps the client.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(ScriptedSites sites, Moment moment, CountingTime time)
    {
        HaOptions options = sites.Cluster.CreateOptions();
        options.AttemptTimeout = TimeSpan.FromMinutes(10);
        Caller caller = new(new HaHttpHandler(options, timeProvider: time));
        await caller.AskAsync();
        List<Task> calls = await ReachAsync(sites, caller, moment);
        Assert.NotEqual(0, time.Timers);

        caller.Dispose();
        foreach (Task call in calls)
        {
            Exception told = await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(HangGuard.Token));
            Assert.True(told is ObjectDisposedException or IOException, $"{told}");
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => caller.AskAsync());
        return new(caller.Handler);
    }

    /// <summary>Gives the calls that wait then.</summary>
    private static async Task<List<Task>> ReachAsync(ScriptedSites sites, Caller caller, Moment moment)
    {
        switch (moment)
        {
            case Moment.CallsInFlight:
                sites[0].OnCall = Says.Nothing;
                List<Task> calls = [.. Enumerable.Range(0, 10).Select(i => caller.CallAsync(isIdempotent: i % 2 == 0))];
                await Eventually.UntilAsync(() => sites[0].Calls == 11);
                return calls;

            case Moment.StreamOpen:
                sites[0].OnCall = Says.StreamUntil(new TaskCompletionSource().Task);
                HttpResponseMessage response = await caller.SendAsync(caller.Request(new ByteArrayContent(Caller.Message)));
                Stream body = await response.Content.ReadAsStreamAsync();
                await body.ReadExactlyAsync(new byte[1]);
                return [body.ReadExactlyAsync(new byte[1]).AsTask()];

            case Moment.SiteSuspected:
                await sites.Site(0).FreezeAsync();
                List<Task> suspecting = [caller.CallAsync(isIdempotent: true)];
                await caller.UntilAsync(0, SiteState.Suspected);
                return suspecting;

            case Moment.SiteEjected:
                await sites.Site(0).KillAsync();
                await caller.AskAsync();
                return [];

            case Moment.Panic:
                await Task.WhenAll(sites.Site(0).KillAsync(), sites.Site(1).KillAsync());
                List<Task> waiting = [.. Enumerable.Range(0, 10).Select(_ => caller.CallAsync())];
                await Eventually.UntilAsync(() => caller.Status.IsPanic);
                return waiting;

            case Moment.NobodyHears:
                await sites.Cluster.Names.NameServerSilentAsync();
                await Task.WhenAll(sites.Site(0).BlackholeAsync(), sites.Site(1).BlackholeAsync());
                return [.. Enumerable.Range(0, 10).Select(_ => caller.CallAsync())];

            default:
                return [];
        }
    }
}
