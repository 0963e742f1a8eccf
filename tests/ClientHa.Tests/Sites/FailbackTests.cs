using ClientHa.Core.Failover;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class FailbackTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task WhenIdle_brings_calls_home_at_the_first_instant_without_a_call_in_flight_after_a_drawn_moment()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => options.ReconnectDelay = Delay);
        SiteHealth returning = await RecoverAsync(bed, first);
        Assert.InRange(returning.HomeFrom - returning.Since, TimeSpan.Zero, Delay * 5 / 6);
        Assert.Equal(returning.HomeFrom + (Delay / 6), returning.HomeBy);

        bed.AdvanceTo(returning.HomeFrom, isJustBefore: true);
        Assert.Equal(second.Server, await bed.CallAsync());
        bed.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(first.Server, await bed.CallAsync());
        Assert.Equal(SiteState.Available, bed.Health(0).State);
    }

    [Fact]
    public async Task WhenIdle_waits_for_calls_in_flight_but_not_for_ever_and_cuts_none()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => options.ReconnectDelay = Delay);
        TaskCompletionSource gate = new();
        SiteHealth returning = await RecoverAsync(bed, first);
        second.OnCall = Answers.OkAfter(gate.Task);
        Task<string> inFlight = bed.CallAsync();
        await Eventually.UntilAsync(() => second.Calls == 2);
        second.OnCall = Answers.Ok;

        // The clock is moved by probes of the second site too, which is silent meanwhile; it answers them.
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now >= returning.HomeFrom);
        Assert.Equal(second.Server, await bed.CallAsync());
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now >= returning.HomeBy);
        Assert.Equal(first.Server, await bed.CallAsync());
        Assert.False(inFlight.IsCompleted);
        gate.SetResult();
        Assert.Equal(second.Server, await inFlight);
    }

    [Fact]
    public async Task Immediate_brings_calls_home_at_once()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => (options.ReconnectDelay, options.Failback) = (Delay, Failback.Immediate));
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available);
        Assert.Equal(first.Server, await bed.CallAsync());
    }

    [Fact]
    public async Task Never_leaves_calls_where_they_are_until_that_site_fails()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => (options.ReconnectDelay, options.Failback) = (Delay, Failback.Never));
        await RecoverAsync(bed, first);
        bed.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(second.Server, await bed.CallAsync());

        await second.KillAsync();
        Assert.Equal(first.Server, await bed.CallAsync(isIdempotent: true));
    }

    [Fact]
    public async Task Manual_leaves_calls_where_they_are_until_the_program_says_go_home()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => (options.ReconnectDelay, options.Failback) = (Delay, Failback.Manual));
        bed.Handler.GoHome();
        await RecoverAsync(bed, first);
        bed.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(second.Server, await bed.CallAsync());

        bed.Handler.GoHome();

        Assert.Equal(first.Server, await bed.CallAsync());
    }

    /// <summary>The first site fails, recovers, and waits to be gone home to.</summary>
    private static async Task<SiteHealth> RecoverAsync(Bed bed, KestrelSite first)
    {
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Returning);
        return bed.Health(0);
    }
}
