using System.Collections.Concurrent;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>What listeners are told while options change.</summary>
public sealed class StatusTellingTests
{
    [Fact]
    public async Task A_change_is_told_with_its_sites_and_a_connected_site_stays_so()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        ConcurrentQueue<HaStatus> told = new();
        bed.Handler.StatusChanged += (_, status) => told.Enqueue(status);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => told.LastOrDefault() is { Current.IsConnected: true } last && last.Sites[0].Endpoints.Length == 1);

        bed.Reload(options => options.Servers = [second.Server, first.Server]);
        await Eventually.UntilAsync(() => told.Last().Sites[0].Port == second.Port);
        bed.Reload(options => options.Servers = [first.Server]);
        await Eventually.UntilAsync(() => told.Last().Sites.Length == 1);
        Assert.Equal($"Connected to {first.EndPoint.Address}", told.Last().ToString());
        await first.KillAsync();
        Task<string> failed = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => told.Last().IsPanic);
        Assert.False(told.Last().Sites[0].IsConnected);
        bed.Handler.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => failed);
    }

    [Fact]
    public async Task Options_that_people_would_not_see_are_not_told()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        ConcurrentQueue<HaStatus> told = new();
        bed.Handler.StatusChanged += (_, status) => told.Enqueue(status);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => told.LastOrDefault() is { Current.IsConnected: true } last && last.Sites.All(site => site.Endpoints.Length == 1));
        int before = told.Count;
        bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31));
        await bed.CallAsync();

        // What comes next is told after everything that there might have been.
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => told.Count > before);
        Assert.Equal(SiteState.Ejected, told.ElementAt(before).Sites[0].State);
    }

    [Fact]
    public async Task A_listener_is_told_one_at_a_time_and_holds_up_no_call()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        using ManualResetEventSlim gate = new();
        int listening = 0;
        bool isOverlapping = false;
        ConcurrentQueue<HaStatus> told = new();
        bed.Handler.StatusChanged += (_, status) =>
        {
            isOverlapping |= Interlocked.Increment(ref listening) > 1;
            gate.Wait();
            told.Enqueue(status);
            Interlocked.Decrement(ref listening);
        };
        first.OnCall = Answers.Nothing;
        Task<string> waiting = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => Volatile.Read(ref listening) == 1 || first.Calls == 1);
        bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31));
        await Eventually.UntilAsync(() => Volatile.Read(ref listening) == 1);

        // The listener still listens to the first change, and both calls move all the same.
        await first.KillAsync();
        Assert.Equal(second.Server, await waiting);
        Assert.Equal(second.Server, await bed.CallAsync(isIdempotent: true));
        bed.Reload(options => options.Servers = [second.Server]);
        Assert.Equal(second.Server, await bed.CallAsync(isIdempotent: true));
        gate.Set();
        await Eventually.UntilAsync(() => told.LastOrDefault()?.Sites.Length == 1);
        Assert.False(isOverlapping);
        Assert.Equal(told.Select(status => status.Time).Order(), told.Select(status => status.Time));
    }
}
