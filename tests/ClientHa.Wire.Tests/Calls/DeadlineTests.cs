using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Client;
using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Client and server keep a deadline each for itself. Both clocks stand still but for the one that a test moves.</summary>
public sealed class DeadlineTests
{
    private static readonly WireCallOptions s_oneHour = new() { Timeout = TimeSpan.FromHours(1) };

    private readonly ManualTime _clientTime = new();
    private readonly ManualTime _serverTime = new();

    private WireChannelOptions ChannelOptions => new() { TimeProvider = _clientTime };

    [Fact]
    public async Task The_client_gives_up_at_the_deadline_and_tells_the_server()
    {
        await using var site = await TestSite.StartAsync(Map, _serverTime);
        using var channel = site.OpenChannel(ChannelOptions);
        var call = channel.UnaryAsync<Payload>(Rpc.Sleep, new Payload { Text = "sleeper" }, s_oneHour);
        await AwaitAsync(channel, "sleeper started");

        _clientTime.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        _clientTime.Advance(TimeSpan.FromTicks(1));

        var exception = await Assert.ThrowsAsync<WireException>(() => call);
        Assert.Equal(WireStatusCode.DeadlineExceeded, exception.StatusCode);
        Assert.Contains("01:00:00", exception.Detail, StringComparison.Ordinal);
        await AwaitAsync(channel, "sleeper cancelled");
    }

    [Fact]
    public async Task The_server_ends_a_call_at_its_deadline_by_itself()
    {
        await using var site = await TestSite.StartAsync(Map, _serverTime);
        using var channel = site.OpenChannel(ChannelOptions);
        var call = channel.UnaryAsync<Payload>(Rpc.Sleep, new Payload { Text = "sleeper" }, s_oneHour);
        await AwaitAsync(channel, "sleeper started");

        _serverTime.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        _serverTime.Advance(TimeSpan.FromTicks(1));

        var exception = await Assert.ThrowsAsync<WireException>(() => call);
        Assert.Equal(WireStatusCode.DeadlineExceeded, exception.StatusCode);
        await AwaitAsync(channel, "sleeper cancelled");
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Exception is not null);
    }

    [Fact]
    public async Task The_server_ends_a_stream_at_its_deadline_by_itself()
    {
        await using var site = await TestSite.StartAsync(Map, _serverTime);
        using var channel = site.OpenChannel(ChannelOptions);
        using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong, s_oneHour);
        await call.WriteAsync(new Payload { Number = 1 });
        Assert.Equal(1, (await call.ReadAsync())?.Number);

        _serverTime.Advance(TimeSpan.FromHours(1));

        var exception = await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync());
        Assert.Equal(WireStatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_returns_after_the_deadline_has_missed_it()
    {
        await using var site = await TestSite.StartAsync(
            endpoints => endpoints.MapWireService(Rpc.Service, service => service
                .Unary<Payload, Payload>("Echo", (request, _) =>
                {
                    _serverTime.Advance(TimeSpan.FromHours(2));
                    return Task.FromResult(request);
                })
                .ServerStreaming<Payload, Payload>("Count", async (request, responses, _) =>
                {
                    await responses.WriteAsync(request);
                    _serverTime.Advance(TimeSpan.FromHours(2));
                })),
            _serverTime);
        using var channel = site.OpenChannel(ChannelOptions);

        var unary = await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, new Payload(), s_oneHour));
        Assert.Equal(WireStatusCode.DeadlineExceeded, unary.StatusCode);

        using var call = channel.ServerStreaming<Payload>(Rpc.Count, new Payload(), s_oneHour);
        Assert.NotNull(await call.ReadAsync());
        var stream = await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync());
        Assert.Equal(WireStatusCode.DeadlineExceeded, stream.StatusCode);
    }

    [Fact]
    public async Task A_handler_knows_its_remaining_time()
    {
        var seen = new List<TimeSpan?>();
        await using var site = await TestSite.StartAsync(
            endpoints => endpoints.MapWireService(Rpc.Service, service => service.Unary<Payload, Payload>("Echo", (request, context) =>
            {
                seen.Add(context.RemainingTime);
                _serverTime.Advance(TimeSpan.FromMinutes(20));
                seen.Add(context.RemainingTime);
                return Task.FromResult(request);
            })),
            _serverTime);
        using var channel = site.OpenChannel(ChannelOptions);

        await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload(), s_oneHour);
        await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload());
        await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload(), new WireCallOptions { Timeout = TimeSpan.MaxValue });

        Assert.Equal([TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(40), null, null], seen.Take(4));
        Assert.True(seen[4] > TimeSpan.FromDays(1_000_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_call_without_time_is_not_made(int seconds)
    {
        using var handler = new CapturingHandler();
        using var channel = new WireChannel(handler, new Uri("http://ha.test:8001"));
        var options = new WireCallOptions { Timeout = TimeSpan.FromSeconds(seconds) };

        var unary = await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, new Payload(), options));
        Assert.Equal(WireStatusCode.DeadlineExceeded, unary.StatusCode);

        using var stream = channel.ServerStreaming<Payload>(Rpc.Count, new Payload(), options);
        var streaming = await Assert.ThrowsAsync<WireException>(async () => await stream.ReadAsync());
        Assert.Equal(WireStatusCode.DeadlineExceeded, streaming.StatusCode);
        Assert.Null(handler.Request);
    }

    private static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints) =>
        endpoints.MapWireService(Rpc.Service, new TestService().Bind);

    private static async Task AwaitAsync(WireChannel channel, string happening) =>
        await channel.UnaryAsync<Payload>(Rpc.Await, new Payload { Text = happening }).WaitAsync(Channels.Guard);
}
