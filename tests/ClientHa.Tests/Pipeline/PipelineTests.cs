using System.Net;
using ClientHa.Tests.Attempts;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Simmy;
using Polly.Timeout;
using Xunit;

namespace ClientHa.Tests.Pipeline;

/// <summary>The application's own strategies of Polly around the failover, over real sockets.</summary>
public class PipelineTests : AttemptTest
{
    private readonly List<string> seen = [];

    [Fact]
    public async Task What_stands_before_the_failover_sees_the_call_and_what_stands_behind_it_each_attempt()
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Piped(
            builder => builder.AddStrategy(_ => new SeenStrategy("call", seen)).AddFailover().AddStrategy(_ => new SeenStrategy("attempt", seen)),
            ClosedPort(), good.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        Assert.Equal(["call", "attempt", "attempt failed", "attempt", "attempt answered", "call answered"], seen);
    }

    [Fact]
    public async Task Where_the_application_does_not_place_it_the_failover_comes_last()
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Piped(builder => builder.AddStrategy(_ => new SeenStrategy("call", seen)), ClosedPort(), good.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        Assert.Equal(["call", "call answered"], seen);
    }

    [Fact]
    public async Task A_timeout_behind_the_failover_moves_the_call_and_blames_no_site()
    {
        HttpSite slow = await SiteAsync(context => context.HangAsync());
        HttpSite good = await GoodSiteAsync();
        HaClient client = Piped(builder => builder.AddFailover().AddTimeout(TimeSpan.FromMilliseconds(300)), slow.Name, good.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);
        Assert.Equal((1, 1), (slow.CallCount, good.CallCount));
        Assert.Equal(SiteState.Available, client.State(0));

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));
        Assert.Contains("outcome unknown: the site did not answer within the pipeline's timeout of 0.3 s", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_before_the_failover_ends_the_call()
    {
        HttpSite slow = await SiteAsync(context => context.HangAsync());
        HttpSite good = await GoodSiteAsync();
        HaClient client = Piped(builder => builder.AddTimeout(TimeSpan.FromMilliseconds(100)), slow.Name, good.Name);

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => client.SendAsync(client.Unary(isIdempotent: true), Guard));
        Assert.Equal(0, good.CallCount);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_timeout_is_over_with_the_headers_and_the_callers_cancellation_is_not()
    {
        HttpSite site = await SiteAsync(async context =>
        {
            await context.BeginAsync();
            await context.HangAsync();
        });
        HaClient client = Piped(builder => builder.AddTimeout(TimeSpan.FromSeconds(10)).AddFailover().AddTimeout(TimeSpan.FromSeconds(10)), site.Name);
        using CancellationTokenSource caller = new();
        TaskCompletionSource writing = new();
        ScriptedContent duplex = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Answers.Message, cancellationToken);
            await writing.Task.WaitAsync(cancellationToken);
        });
        using HttpResponseMessage response = await client.SendAsync(client.Call(duplex), caller.Token);
        await caller.CancelAsync();

        Stream body = await response.Content.ReadAsStreamAsync(Guard);
        await Assert.ThrowsAnyAsync<Exception>(() => body.ReadAsync(new byte[1], Guard).AsTask());
        Assert.False(Guard.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retry_before_the_failover_makes_the_call_again_and_the_body_is_still_written_once(bool isStreamed)
    {
        int calls = 0;
        byte[] last = [];
        HttpSite site = await SiteAsync(async context =>
        {
            last = await context.ReadAsync();
            await (++calls < 3 ? context.TrailersOnlyAsync(2) : context.OkAsync());
        });
        HaClient client = Piped(
            builder => builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = arguments => new(arguments.Outcome.Result?.Headers.Contains("grpc-status") is true),
                Delay = TimeSpan.Zero,
            }),
            site.Name);
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Answers.Message, cancellationToken);
            if (isStreamed)
                await Task.Yield();
            await stream.WriteAsync(Answers.Message, cancellationToken);
        });

        Assert.Equal(0, (await client.AskAsync(client.Call(content), Guard)).Status);
        Assert.Equal((3, 1, 2 * Answers.Message.Length), (calls, content.SerializeCount, last.Length));
    }

    [Fact]
    public async Task A_retry_behind_the_failover_is_refused()
    {
        HttpSite site = await SiteAsync(context => context.TrailersOnlyAsync(2));
        HaClient client = Piped(
            builder => builder.AddFailover().AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = _ => new(true), Delay = TimeSpan.Zero, MaxRetryAttempts = 1 }),
            site.Name);

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendAsync(client.Unary(), Guard));
        Assert.Contains("let it stand before", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(1, site.CallCount);
    }

    [Fact]
    public async Task A_fault_that_chaos_injects_behind_the_failover_moves_any_call_since_nothing_was_sent()
    {
        int injections = 0;
        HttpSite first = await GoodSiteAsync(), second = await GoodSiteAsync();
        HaClient client = Piped(
            builder => builder.AddFailover().AddChaosFault(new()
            {
                InjectionRate = 1,
                EnabledGenerator = _ => new(++injections == 1),
                FaultGenerator = _ => new(new HttpRequestException("chaos")),
            }),
            first.Name, second.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        Assert.Equal((0, 1), (first.CallCount, second.CallCount));
        Assert.Equal(SiteState.Ejected, client.State(0));
    }

    [Fact]
    public async Task An_answer_that_chaos_injects_is_judged_like_a_sites()
    {
        int injections = 0;
        HttpSite first = await GoodSiteAsync(), second = await GoodSiteAsync();
        HaClient client = Piped(
            builder => builder.AddFailover().AddChaosOutcome(new()
            {
                InjectionRate = 1,
                EnabledGenerator = _ => new(++injections == 1),
                OutcomeGenerator = _ => new(Outcome.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable))),
            }),
            first.Name, second.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);
        Assert.Equal((0, 1), (first.CallCount, second.CallCount));
    }

    [Fact]
    public async Task Latency_that_chaos_injects_runs_into_the_attempts_timeout()
    {
        int injections = 0;
        HttpSite first = await GoodSiteAsync(), second = await GoodSiteAsync();
        HaClient client = Piped(
            builder => builder.AddFailover().AddTimeout(TimeSpan.FromMilliseconds(200)).AddChaosLatency(new()
            {
                InjectionRate = 1,
                EnabledGenerator = _ => new(++injections == 1),
                Latency = TimeSpan.FromHours(1),
            }),
            first.Name, second.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        Assert.Equal((0, 1), (first.CallCount, second.CallCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_open_circuit_is_the_applications_own_affair(bool isBehind)
    {
        HttpSite site = await SiteAsync(context => context.TrailersOnlyAsync(2));
        CircuitBreakerManualControl control = new();
        CircuitBreakerStrategyOptions<HttpResponseMessage> circuit = new() { ManualControl = control };
        HaClient client = Piped(
            builder => (isBehind ? builder.AddFailover() : builder).AddCircuitBreaker(circuit), site.Name);
        await control.IsolateAsync(Guard);

        await Assert.ThrowsAsync<IsolatedCircuitException>(() => client.SendAsync(client.Unary(isIdempotent: true), Guard));
        Assert.Equal(0, site.CallCount);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public void The_failover_stands_in_a_clients_pipeline_only_and_once()
    {
        InvalidOperationException elsewhere = Assert.Throws<InvalidOperationException>(
            () => new ResiliencePipelineBuilder<HttpResponseMessage>().AddFailover());
        InvalidOperationException twice = Assert.Throws<InvalidOperationException>(
            () => new HaHttpHandler(new HaOptions { Servers = { "127.0.0.1:9" }, ConfigurePipeline = builder => builder.AddFailover().AddFailover() }));

        Assert.Contains("HaOptions.ConfigurePipeline", elsewhere.Message, StringComparison.Ordinal);
        Assert.Contains("call AddFailover once", twice.Message, StringComparison.Ordinal);
    }

    private HaClient Piped(Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure, params string[] servers) =>
        Client(options => options.ConfigurePipeline = configure, servers);
}
