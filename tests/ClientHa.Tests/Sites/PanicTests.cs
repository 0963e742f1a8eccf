using System.Net;
using System.Text.RegularExpressions;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class PanicTests
{
    [Fact]
    public async Task The_first_site_that_returns_serves_all_waiting_calls_after_one_shared_race()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await first.KillAsync();
        await second.KillAsync();
        Task<string>[] calls = [.. Enumerable.Range(0, 20).Select(_ => bed.CallAsync())];
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic.Rounds >= 3);
        Assert.DoesNotContain(calls, call => call.IsCompleted);

        await second.StartAgainAsync();
        await bed.AdvanceUntilAsync(() => !bed.Directory.State.IsPanic);
        Assert.All(await Task.WhenAll(calls), site => Assert.Equal(second.Server, site));
        Assert.Equal((1, 20), (second.Probes, second.Calls));
    }

    [Fact]
    public async Task A_site_that_lost_a_race_is_probed_again()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        (first.OnProbe, second.OnProbe) = (Answers.Nothing, Answers.Serving);
        await PanicAsync(bed, first, second);
        (first.OnCall, second.OnCall) = (Answers.Ok, Answers.Ok);

        // The first site is asked first and hangs; 250 ms later the second one is asked, and wins.
        Task<string> call = bed.CallAsync();
        await bed.AdvanceUntilAsync(() => first.Probes == 1);
        await bed.AdvanceRegardlessUntilAsync(() => call.IsCompleted);
        Assert.Equal(second.Server, await call);
        first.OnProbe = Answers.Serving;
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.UntilAsync(() => !bed.Health(0).IsProbing);
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveGoodProbes >= 2);
    }

    [Fact]
    public async Task Each_distinct_endpoint_is_asked_once_a_round_whatever_names_it_has()
    {
        await using KestrelSite one = await KestrelSite.StartAsync(), other = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{one.Port}", $"b.test:{one.Port}", $"c.test:{other.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        bed.Names.Set("c.test", IPAddress.Loopback);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Directory.State.Sites.All(site => site.EndpointKey is not null));
        (one.OnProbe, other.OnProbe) = (Answers.NotServing, Answers.NotServing);
        await PanicAsync(bed, one, other);

        Task<string> call = bed.CallAsync();
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic is { Rounds: 5, IsRoundRunning: false });
        Assert.Equal((5, 5), (one.Probes, other.Probes));
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task A_call_fails_shortly_before_its_deadline_and_lists_every_site_with_reason_age_and_next_probe()
    {
        int port = FreePort.Find();
        using Bed bed = new([$"127.0.0.1:{port}", $"127.0.0.2:{port}"]);
        Task<string> call = bed.CallAsync(deadline: "5S");
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now > new ClientHa.Core.Instant(TimeSpan.FromSeconds(4.6).Ticks));
        Assert.False(call.IsCompleted);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => call);

        // Both sites are asked by the same race.
        Assert.Single(Regex.Matches(exception.Message, "next probe ([^;]+?)[;.]?(?=$| 127)").Select(match => match.Groups[1].Value).Distinct());
        Assert.Matches(
            $@"^No site answers\. 127\.0\.0\.1:{port}: refused the connection, for \d+ s, next probe (now|in [\d.]+ s); " +
            $@"127\.0\.0\.2:{port}: refused the connection, for \d+ s, next probe (now|in [\d.]+ s)\.$",
            exception.Message);
    }

    [Fact]
    public async Task A_call_without_a_deadline_waits_for_NoSiteTimeout()
    {
        using Bed bed = new([$"127.0.0.1:{FreePort.Find()}"], options => options.NoSiteTimeout = TimeSpan.FromSeconds(10));
        Task<string> call = bed.CallAsync();
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now > new ClientHa.Core.Instant(TimeSpan.FromSeconds(9.8).Ticks));
        Assert.False(call.IsCompleted);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task A_call_is_failed_only_by_a_round_that_began_after_it()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => options.NoSiteTimeout = TimeSpan.Zero);
        (first.OnProbe, second.OnProbe) = (Answers.Nothing, Answers.Nothing);
        await PanicAsync(bed, first, second);

        // A round begins with the first call, and hangs; the second call begins after it, when the site is back.
        Task<string> early = bed.CallAsync();
        await bed.AdvanceUntilAsync(() => first.Probes == 1);
        bed.Time.Advance(TimeSpan.FromMilliseconds(250));
        await Eventually.UntilAsync(() => second.Probes == 1);
        (first.OnProbe, first.OnCall) = (Answers.Serving, Answers.Ok);
        Task<string> late = bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Directory.AnyCallWaits);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Directory.State.Panic.Rounds == 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => early.WaitAsync(Eventually.HangGuard));
        second.OnProbe = Answers.NotServing;
        await bed.AdvanceUntilAsync(() => late.IsCompleted);
        Assert.Equal(first.Server, await late);
    }

    [Fact]
    public async Task Without_a_waiting_call_a_round_comes_every_5_seconds()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        (first.OnProbe, second.OnProbe) = (Answers.NotServing, Answers.NotServing);
        await PanicAsync(bed, first, second);
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic is { Rounds: 1, IsRoundRunning: false });

        bed.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(bed.Directory.State.Panic.IsRoundRunning);
        Assert.Equal((1, 1), (first.Probes, second.Probes));
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic is { Rounds: 2, IsRoundRunning: false });
        Assert.Equal((2, 2), (first.Probes, second.Probes));
    }

    /// <summary>Both sites fail one call, which is told so.</summary>
    private static async Task PanicAsync(Bed bed, KestrelSite first, KestrelSite second)
    {
        (first.OnCall, second.OnCall) = (Answers.Status(14), Answers.Status(14));
        using HttpResponseMessage response = await bed.SendAsync(isIdempotent: true);
        Assert.True(bed.Directory.State.IsPanic);
    }
}
