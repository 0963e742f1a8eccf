using Polly;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class SuspicionTests
{
    [Fact]
    public async Task A_site_that_accepts_and_says_nothing_is_probed_and_ejected_and_every_movable_call_moves()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        Freeze(first);
        Task<string>[] movable = [.. Enumerable.Range(0, 5).Select(_ => bed.CallAsync(isIdempotent: true))];
        Task<string> immovable = bed.CallAsync();
        await Eventually.UntilAsync(() => first.Calls == 6);
        int connections = first.Connections;
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Suspected);
        Assert.True(Seconds(bed) >= 1);
        Assert.DoesNotContain(movable, call => call.IsCompleted);

        // One probe, on a connection of its own.
        await Eventually.UntilAsync(() => first.Probes == 1);
        Assert.Equal(connections + 1, first.Connections);
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(movable).WaitAsync(Eventually.HangGuard), site => Assert.Equal(second.Server, site));
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
        Assert.Matches("^was silent for 1.* s with a call in flight, and a probe failed: no answer within 1 s$", bed.Health(0).Reason);
        Assert.Equal((1, false), (first.Probes, immovable.IsCompleted));
        first.OnProbe = Answers.NotServing;
        await bed.AdvanceUntilAsync(() => immovable.IsCompleted);
        await Assert.ThrowsAsync<HttpRequestException>(() => immovable);
    }

    [Fact]
    public async Task A_site_that_never_said_a_byte_is_found_too()
    {
        using DeafSite first = DeafSite.Frozen();
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server]);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await bed.AdvanceRegardlessUntilAsync(() => call.IsCompleted);
        Assert.Equal(second.Server, await call);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected);
    }

    [Fact]
    public async Task A_slow_site_is_asked_ever_more_rarely_and_not_ejected()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        TaskCompletionSource gate = new();
        first.OnCall = Answers.OkAfter(gate.Task);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);

        foreach ((int probes, double delay) in new[] { 1.0, 2, 4, 8, 15, 15 }.Index())
        {
            Assert.Equal(TimeSpan.FromSeconds(delay), bed.Health(0).SuspectDelay);
            double before = Seconds(bed);
            await bed.AdvanceUntilAsync(() => first.Probes == probes + 1 && bed.Health(0).State == SiteState.Available);
            Assert.True(Seconds(bed) - before >= delay - 0.3);
        }
        gate.SetResult();
        Assert.Equal(first.Server, await call);
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task A_silence_in_which_nobody_called_raises_no_suspicion()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        await bed.CallAsync();
        bed.Time.Advance(TimeSpan.FromSeconds(20));
        TaskCompletionSource gate = new();
        site.OnCall = Answers.OkAfter(gate.Task);
        Task<string> call = bed.CallAsync();
        await Eventually.UntilAsync(() => site.Calls == 2);

        // The watch looks.
        bed.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal((SiteState.Available, null), (bed.Health(0).State, bed.Health(0).Reason));
        gate.SetResult();
        await call;
    }

    /// <summary>It counts as one that took longer than AttemptTimeout.</summary>
    [Fact]
    public async Task Attempts_that_a_timeout_of_the_pipeline_ends_before_a_byte_came_count_together()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new(
            [first.Server, second.Server],
            options => options.ConfigurePipeline = builder => builder.AddFailover().AddTimeout(TimeSpan.FromSeconds(0.3)));
        await bed.CallAsync();
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.Nothing);
        int calls = 0;
        while (bed.Health(0).State == SiteState.Available)
        {
            Assert.True(++calls < 8);
            Task<string> call = bed.CallAsync(isIdempotent: true);
            await Eventually.UntilAsync(() => first.Calls == calls + 1);
            bed.Time.Advance(TimeSpan.FromSeconds(0.3));
            Assert.Equal(second.Server, await call);
            await Eventually.UntilAsync(() => bed.Handler.Status.Sites[0].CallsInFlight == 0);
            bed.Time.Advance(TimeSpan.FromSeconds(0.25));
        }
        Assert.True(calls >= 4);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected);
        Assert.Equal(second.Server, await bed.CallAsync());
    }

    /// <summary>Each of them alone would never wait for as long as a suspicion takes, and a dead site would fail them for ever.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_that_are_given_up_before_a_byte_came_count_together(bool isLimited)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new(
            [first.Server, second.Server], options => options.AttemptTimeout = isLimited ? TimeSpan.FromSeconds(0.3) : null);
        await bed.CallAsync();
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.Nothing);

        // What the site sent before may come during the first of them on a busy machine.
        int calls = 0;
        while (bed.Health(0).State == SiteState.Available)
        {
            Assert.Equal((true, null), (++calls < 8, bed.Health(0).Reason));
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(0.3), bed.Time);
            Task<string> call = bed.CallAsync(isIdempotent: true, cancellationToken: isLimited ? default : patience.Token);
            await Eventually.UntilAsync(() => first.Calls == calls + 1);
            bed.Time.Advance(TimeSpan.FromSeconds(0.3));
            if (isLimited)
                Assert.Equal(second.Server, await call);
            else
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await Eventually.UntilAsync(() => bed.Handler.Status.Sites[0].CallsInFlight == 0);

            // Nobody calls for a while, in which silence says nothing.
            bed.Time.Advance(TimeSpan.FromSeconds(20));
        }
        Assert.True(calls >= 4);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected);
        Assert.Equal(second.Server, await bed.CallAsync());
    }

    [Fact]
    public async Task A_suspected_site_that_says_NOT_SERVING_is_ejected()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.NotServing);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Ejected);

        Assert.Equal(second.Server, await call);
        Assert.EndsWith("and a probe failed: the site says NOT_SERVING", bed.Health(0).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_committed_stream_that_is_silent_for_15_seconds_has_its_site_probed_and_goes_on()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnCall = Answers.SilentStream;
        using HttpResponseMessage response = await bed.SendAsync();
        Task<int> read = ReadAsync(response);
        bed.Time.Advance(TimeSpan.FromSeconds(14.7));
        Assert.Equal(SiteState.Available, bed.Health(0).State);
        Assert.Equal(0, first.Probes);

        await bed.AdvanceUntilAsync(() => first.Probes == 1 && bed.Health(0).State == SiteState.Available);
        double asked = Seconds(bed);
        Assert.True(asked >= 15);
        bed.Time.Advance(TimeSpan.FromSeconds(14.7));
        Assert.Equal(1, first.Probes);
        await bed.AdvanceUntilAsync(() => first.Probes == 2 && bed.Health(0).State == SiteState.Available);
        Assert.InRange(Seconds(bed) - asked, 15, 16);
        Assert.False(read.IsCompleted);
    }

    [Fact]
    public async Task A_committed_stream_at_a_frozen_site_is_cut()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnCall = Answers.SilentStream;
        first.OnProbe = Answers.Nothing;
        using HttpResponseMessage response = await bed.SendAsync();
        Task<int> read = ReadAsync(response);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Suspected);
        await Eventually.UntilAsync(() => first.Probes == 1);
        first.OnProbe = Answers.NotServing;
        bed.Time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(SiteState.Suspected, bed.Health(0).State);
        bed.Time.Advance(TimeSpan.FromSeconds(0.5));
        await bed.AdvanceUntilAsync(() => read.IsCompleted);

        await Assert.ThrowsAnyAsync<IOException>(() => read);
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
        Assert.True(Seconds(bed) >= 18);
    }

    [Fact]
    public async Task A_call_that_must_not_move_is_cut_after_15_seconds_of_silence_and_says_what_to_do()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        Freeze(first);
        Task<string> call = bed.CallAsync();
        await Eventually.UntilAsync(() => first.Calls == 1);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected);
        first.OnProbe = Answers.NotServing;
        await bed.AdvanceUntilAsync(() => Seconds(bed) >= 14.5);
        Assert.False(call.IsCompleted);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Contains($"Sent to {first.Server}, outcome unknown", exception.Message, StringComparison.Ordinal);
        Assert.Contains("add /test.Test/Call to IdempotentMethods", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task Calls_that_come_and_go_quickly_raise_no_suspicion()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(first.Server, await bed.CallAsync());
            bed.Time.Advance(TimeSpan.FromSeconds(3));
        }
        Assert.Equal(0, first.Probes);
    }

    private static void Freeze(KestrelSite site) => (site.OnCall, site.OnProbe) = (Answers.Nothing, Answers.Nothing);

    private static double Seconds(Bed bed) => TimeSpan.FromTicks(bed.Directory.Clock.Now.Ticks).TotalSeconds;

    private static async Task<int> ReadAsync(HttpResponseMessage response)
    {
        Stream body = await response.Content.ReadAsStreamAsync();
        return await body.ReadAsync(new byte[10]);
    }
}
