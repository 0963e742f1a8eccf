using System.Net;
using ClientHa.Server.Health;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ClientHa.Server.Tests.Draining;

public sealed class DrainTests
{
    [Fact]
    public async Task A_server_that_does_not_stop_gives_no_hint()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        using HttpResponseMessage response = await site.Running.CallAsync(DrainingSite.Answered);
        Assert.Null(DrainingSite.HintOf(response));
    }

    [Fact]
    public async Task In_the_period_calls_are_served_and_their_answers_say_to_go_elsewhere()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        (Task stop, ManualTime.ManualTimer period) = await site.BeginStopAsync();
        Assert.Equal(TimeSpan.FromSeconds(2), period.DueTime);

        using HttpResponseMessage response = await site.Running.CallAsync(DrainingSite.Answered);
        Assert.Equal(("0", "drain"), (DrainingSite.StatusOf(response), DrainingSite.HintOf(response)));
        using HttpResponseMessage ping = await site.Running.GetAsync(site.Running.Http, "/ping");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ping.StatusCode);
        Assert.False(stop.IsCompleted);

        period.Fire();
        await stop.WaitAsync(HangGuard.Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => site.Running.CallAsync(DrainingSite.Answered));
    }

    [Fact]
    public async Task A_call_that_is_in_flight_when_the_drain_begins_says_it_too()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        Task<HttpResponseMessage> call = await site.HoldCallAsync();
        await site.BeginStopAsync();

        site.Release();
        using HttpResponseMessage response = await call;
        Assert.Equal(("0", "drain"), (DrainingSite.StatusOf(response), DrainingSite.HintOf(response)));
    }

    [Theory]
    [InlineData(DrainingSite.Unavailable)]
    [InlineData("/test/Busy")]
    public async Task An_answer_of_the_application_never_says_that_its_call_was_not_processed(string path)
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        await site.BeginStopAsync();

        using HttpResponseMessage response = await site.Running.CallAsync(path);
        Assert.Null(DrainingSite.HintOf(response));
    }

    [Fact]
    public async Task After_the_period_calls_in_flight_end_and_new_ones_are_refused_unprocessed_until_they_have()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        Task<HttpResponseMessage> call = await site.HoldCallAsync();
        (Task stop, ManualTime.ManualTimer period) = await site.BeginStopAsync();
        period.Fire();
        ManualTime.ManualTimer limit = await site.Time.NextTimerAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), limit.DueTime);

        using HttpResponseMessage refused = await site.Running.CallAsync(DrainingSite.Answered);
        Assert.Equal(("14", "drain"), (DrainingSite.StatusOf(refused), DrainingSite.HintOf(refused)));
        Assert.False(stop.IsCompleted);

        site.Release();
        using HttpResponseMessage response = await call;
        Assert.Equal(("0", "drain"), (DrainingSite.StatusOf(response), DrainingSite.HintOf(response)));
        await stop.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task A_call_that_never_ends_is_cut_when_the_hosts_own_time_is_over()
    {
        await using DrainingSite site = await DrainingSite.StartAsync(shutdownTimeout: TimeSpan.Zero);
        Task<HttpResponseMessage> call = await site.HoldCallAsync();
        (Task stop, ManualTime.ManualTimer period) = await site.BeginStopAsync();
        period.Fire();
        ManualTime.ManualTimer limit = await site.Time.NextTimerAsync();
        Assert.Equal(TimeSpan.Zero, limit.DueTime);

        limit.Fire();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        await stop.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task A_second_stop_waits_for_the_first()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        (Task first, ManualTime.ManualTimer period) = await site.BeginStopAsync();
        Task second = site.Running.StopAsync();

        using HttpResponseMessage response = await site.Running.CallAsync(DrainingSite.Answered);
        Assert.Equal("0", DrainingSite.StatusOf(response));
        period.Fire();
        await Task.WhenAll(first, second).WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task Health_checks_are_answered_NOT_SERVING_and_a_watcher_has_its_last_word_before_the_end()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        using WireChannel channel = site.Running.OpenChannel();
        using WireServerStreamingCall<HealthCheckResponse> watch = channel.ServerStreaming<HealthCheckResponse>(
            HealthService.Descriptor.FindMethodByName("Watch"), new HealthCheckRequest(), null, HangGuard.Token);
        Assert.Equal(ServingStatus.Serving, (await watch.ReadAsync())?.Status);
        (Task stop, ManualTime.ManualTimer period) = await site.BeginStopAsync();

        Assert.Equal(ServingStatus.NotServing, (await watch.ReadAsync())?.Status);
        HealthCheckResponse check = await channel.UnaryAsync<HealthCheckResponse>(
            HealthService.Descriptor.FindMethodByName("Check"), new HealthCheckRequest(), cancellationToken: HangGuard.Token);
        Assert.Equal(ServingStatus.NotServing, check.Status);

        period.Fire();
        WireException end = await Assert.ThrowsAsync<WireException>(async () => await watch.ReadAsync());
        Assert.Equal((WireStatusCode.Unavailable, "The site stops."), (end.StatusCode, end.Detail));
        await stop.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task What_must_end_with_the_drain_and_what_with_its_period_is_told_apart()
    {
        await using DrainingSite site = await DrainingSite.StartAsync();
        (Task stop, ManualTime.ManualTimer period) = await site.BeginStopAsync();
        Assert.Equal((true, false), (site.Running.Drain.Draining.IsCancellationRequested, site.Running.Drain.Closing.IsCancellationRequested));

        period.Fire();
        await stop.WaitAsync(HangGuard.Token);
        Assert.True(site.Running.Drain.Closing.IsCancellationRequested);
    }
}
