using System.Net;
using ClientHa.Desktop;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Desktop;

/// <summary>A machine that slept, on systems whose monotonic clock stands still meanwhile and on those where it goes on.</summary>
public sealed class SleepTests
{
    private static readonly TimeSpan Night = TimeSpan.FromHours(8);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_call_after_it_takes_a_fresh_connection(bool stopsMonotonic)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.CallAsync();
        (int connections, int generation) = (first.Connections, bed.Health(0).Generation);

        bed.Time.Sleep(Night, stopsMonotonic);

        Assert.Equal(first.Server, await bed.CallAsync(isIdempotent: false));
        Assert.True(bed.Health(0).Generation > generation);
        Assert.True(first.Connections > connections);
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Sites.All(site => site.State == SiteState.Available));
        Assert.Equal(
            "This machine slept for 28800 s; calls take fresh connections and all sites are asked whether they are there, nobody is blamed for what fails meanwhile.",
            stopsMonotonic ? bed.Log.TextsOf(130).Single() : bed.Log.TextsOf(130).Single().Replace("28790", "28800", StringComparison.Ordinal));
        Assert.Empty(bed.Log.TextsOf(100));
        Assert.Empty(bed.Log.TextsOf(103));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_noticed_without_a_call_too(bool stopsMonotonic)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.CallAsync();
        bed.Time.Sleep(Night, stopsMonotonic);

        // A timer that is late runs at once; one whose clock stood still, in its own time.
        bed.Time.Advance(stopsMonotonic ? TimeSpan.FromSeconds(10) : TimeSpan.Zero);

        await Eventually.UntilAsync(() => bed.Log.TextsOf(130).Any());
        await Eventually.UntilAsync(() => first.Probes == 1 && second.Probes == 1);
    }

    [Fact]
    public async Task All_names_are_looked_up_again()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{first.Port}", $"b.test:{second.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Directory.Sites.All(site => site.Addresses.Key is not null));
        (int ofFirst, int ofSecond) = (bed.Names.LookupsOf("a.test"), bed.Names.LookupsOf("b.test"));

        // The clock that the 30 s between look-ups are counted by has not moved.
        bed.Time.Sleep(Night, stopsMonotonic: true);
        await bed.CallAsync();

        await Eventually.UntilAsync(() => bed.Names.LookupsOf("a.test") > ofFirst && bed.Names.LookupsOf("b.test") > ofSecond);
    }

    [Fact]
    public async Task A_call_that_waits_over_a_dead_connection_goes_on_over_a_fresh_one_if_it_may_be_repeated()
    {
        await using KestrelSite first = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first);
        first.OnCall = Answers.Nothing;
        Task<string> waiting = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);
        first.OnCall = Answers.Ok;

        bed.Time.Sleep(Night, stopsMonotonic: true);
        await bed.CallAsync();

        await bed.AdvanceUntilAsync(() => waiting.IsCompleted);
        Assert.Equal(first.Server, await waiting);
    }

    [Fact]
    public async Task A_site_that_died_meanwhile_is_out_without_blame_and_the_first_call_succeeds_elsewhere()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.CallAsync();
        await first.KillAsync();
        bed.Time.Sleep(Night, stopsMonotonic: true);

        Assert.Equal(second.Server, await bed.CallAsync(isIdempotent: false));
        Assert.Equal((SiteState.Ejected, true), (bed.Health(0).State, bed.Health(0).IsBlameless));

        await first.StartAgainAsync();
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available);
        Assert.Equal(first.Server, await bed.CallAsync());
    }

    /// <summary>Of two first calls at once, one may look before the other has begun to.</summary>
    [Fact]
    public void The_time_before_the_first_call_was_not_slept()
    {
        using Bed bed = new(["192.0.2.1:1"]);
        using MachineWatch watch = new(bed.Directory, new NetworkWatch(new FakeNetwork(), bed.Time));
        bed.Time.Advance(TimeSpan.FromHours(1));
        watch.LookForSleep();
        Assert.Empty(bed.Log.TextsOf(130));
    }

    [Fact]
    public async Task It_is_told_once_where_options_have_changed_and_old_calls_are_still_under_way()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnCall = Answers.SilentStream;
        using HttpResponseMessage stream = await bed.SendAsync();
        bed.Reload(options => options.Servers = [second.Server]);
        await bed.CallAsync();
        bed.Time.Sleep(Night, stopsMonotonic: true);
        bed.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(bed.Log.TextsOf(130));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_by_an_hour_changes_nothing()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        (Core.Failover.FailoverState before, Core.Instant readmitAt) = (bed.Directory.State, bed.Health(0).ReadmitAt);
        bed.Time.JumpWall(TimeSpan.FromHours(-1));
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Same(before, bed.Directory.State);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Returning);
        Assert.True(bed.Directory.Clock.Now >= readmitAt);
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_by_an_hour_ends_no_reconnect_delay_and_ejects_nobody()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        bed.Time.Advance(TimeSpan.FromSeconds(6));
        Core.Instant readmitAt = bed.Health(0).ReadmitAt;
        bed.Time.JumpWall(TimeSpan.FromHours(1));
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Equal((SiteState.Ejected, readmitAt), (bed.Health(0).State, bed.Health(0).ReadmitAt));
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Returning);
        Assert.True(bed.Directory.Clock.Now >= readmitAt);
    }
}
