using System.Collections.Concurrent;
using System.Net;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class StatusChangedTests
{
    [Fact]
    public async Task A_failover_is_told_in_its_order_one_at_a_time_on_the_thread_pool()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        ConcurrentQueue<HaStatus> told = new();
        int listening = 0;
        bool isOverlapping = false, isOnPool = true;
        bed.Handler.StatusChanged += (sender, status) =>
        {
            isOverlapping |= Interlocked.Increment(ref listening) > 1;
            isOnPool &= Thread.CurrentThread.IsThreadPoolThread;
            Assert.Same(bed.Handler, sender);
            told.Enqueue(status);
            Interlocked.Decrement(ref listening);
        };
        await bed.CallAsync();
        await Eventually.UntilAsync(() => told.LastOrDefault()?.ToString() == "Connected to a.test");
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => told.Last().ToString() == "Connected to b.test");
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available, TimeSpan.FromSeconds(0.5));
        await Eventually.UntilAsync(() => told.Last().Sites[0].State == SiteState.Available);

        Assert.Equal((false, true), (isOverlapping, isOnPool));
        Assert.Equal(told.Select(status => status.Time).Order(), told.Select(status => status.Time));
        SiteState[] states = [.. told.Select(status => status.Sites[0].State)];
        Assert.Equal(
            [SiteState.Available, SiteState.Ejected, SiteState.Returning, SiteState.Available],
            states.Where((state, i) => i == 0 || state != states[i - 1]));
    }

    [Fact]
    public async Task A_listener_that_throws_is_logged_and_harms_neither_calls_nor_other_listeners()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        int told = 0;
        bed.Handler.StatusChanged += (_, _) => throw new InvalidOperationException("listener");
        bed.Handler.StatusChanged += (_, _) => Interlocked.Increment(ref told);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => Volatile.Read(ref told) > 0);
        int before = Volatile.Read(ref told);
        await bed.EjectFirstAsync(first);
        Assert.Equal(second.Server, await bed.CallAsync());
        await Eventually.UntilAsync(() => Volatile.Read(ref told) > before);
        Assert.NotEmpty(bed.Log.TextsOf(110));
    }

    [Fact]
    public async Task Calls_and_probes_that_change_nothing_are_no_event()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        first.OnProbe = Answers.NotServing;
        ConcurrentQueue<HaStatus> told = new();
        bed.Handler.StatusChanged += (_, status) => told.Enqueue(status);
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == 1);
        await Eventually.UntilAsync(() => told.Any(status => status.Sites[0].LastError == "the site says NOT_SERVING"));
        int before = told.Count;

        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == 5);
        for (int i = 0; i < 20; i++)
            await bed.CallAsync();

        // What comes next is told after everything that there might have been.
        await second.KillAsync();
        first.OnCall = Answers.Status(14);
        Task<string> failed = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => told.Any(status => status.IsPanic));
        Assert.True(told.ElementAt(before).IsPanic, told.ElementAt(before).ToString());
        bed.Handler.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => failed);
    }

    [Fact]
    public async Task A_snapshot_shows_all_that_is_known_and_does_not_change()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        Assert.Equal("Connecting to a.test", bed.Handler.Status.ToString());
        await bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Handler.Status.Sites.All(site => site.Endpoints.Length == 1));
        HaStatus before = bed.Handler.Status;
        await bed.EjectFirstAsync(first);
        HaStatus after = bed.Handler.Status;

        Assert.Equal("Connected to a.test", before.ToString());
        Assert.Equal((SiteState.Available, true), (before.Sites[0].State, before.Sites[0].IsConnected));
        Assert.Equal(first.EndPoint, Assert.Single(before.Sites[0].Endpoints));
        Assert.Equal(("a.test", first.Port), (before.Sites[0].Name, before.Sites[0].Port));
        Assert.Equal("a.test: ejected (answered UNAVAILABLE)", after.Sites[0].ToString());
        Assert.Equal("b.test", after.Current!.Name);
        Assert.InRange(after.Sites[0].NextProbe!.Value - after.Time, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.2));
        Assert.InRange(after.Sites[0].AvailableNotBefore!.Value - after.Time, TimeSpan.FromMinutes(3) * 0.8, TimeSpan.FromMinutes(3) * 1.2);
    }

    [Fact]
    public async Task When_no_site_answers_the_text_says_why_and_when_the_next_attempt_is()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        (first.OnCall, second.OnCall) = (Answers.Status(14), Answers.Status(14));
        (first.OnProbe, second.OnProbe) = (Answers.NotServing, Answers.NotServing);
        using HttpResponseMessage response = await bed.SendAsync(isIdempotent: true);
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic is { Rounds: 1, IsRoundRunning: false });

        Assert.True(bed.Handler.Status.IsPanic);
        Assert.Null(bed.Handler.Status.Current);
        Assert.Equal(
            "No site answers: a.test (the site says NOT_SERVING), b.test (the site says NOT_SERVING); next attempt in 5 s",
            bed.Handler.Status.ToString());
    }

    private static Bed Named(KestrelSite first, KestrelSite second)
    {
        Bed bed = new([$"a.test:{first.Port}", $"b.test:{second.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        return bed;
    }
}
