using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Site;
using Microsoft.Extensions.Logging;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Whatever a handler does, its call ends with a status.</summary>
public sealed class HandlerTests
{
    [Fact]
    public async Task An_exception_becomes_unknown_and_is_logged_and_its_text_stays_here()
    {
        await using var site = await StartAsync((_, _) => throw new InvalidOperationException("the password is 1234"));

        var exception = await FailAsync(site);

        Assert.Equal(WireStatusCode.Unknown, exception.StatusCode);
        Assert.DoesNotContain("1234", exception.ToString(), StringComparison.Ordinal);
        var entry = Assert.Single(site.Log.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Contains("/clientha.wire.testing.Testing/Echo", entry.Message, StringComparison.Ordinal);
        Assert.Equal("the password is 1234", entry.Exception?.Message);
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_calls_own_is_an_exception_like_any_other()
    {
        await using var site = await StartAsync((_, _) => throw new OperationCanceledException());

        Assert.Equal(WireStatusCode.Unknown, (await FailAsync(site)).StatusCode);
        Assert.Single(site.Log.Entries, entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task No_response_becomes_unknown()
    {
        await using var site = await StartAsync((_, _) => Task.FromResult<Payload>(null!));

        Assert.Equal(WireStatusCode.Unknown, (await FailAsync(site)).StatusCode);
    }

    [Fact]
    public async Task A_stream_that_fails_keeps_what_it_has_sent()
    {
        await using var site = await TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service =>
            service.ServerStreaming<Payload, Payload>("Count", async (_, responses, _) =>
            {
                await responses.WriteAsync(new Payload { Number = 1 });
                throw new InvalidOperationException("after the first");
            })));
        using var channel = site.OpenChannel();
        using var call = channel.ServerStreaming<Payload>(Rpc.Count, new Payload());

        Assert.Equal(1, (await call.ReadAsync())?.Number);
        var exception = await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync());
        Assert.Equal(WireStatusCode.Unknown, exception.StatusCode);
    }

    [Fact]
    public async Task Metadata_goes_with_an_error_too()
    {
        await using var site = await StartAsync((_, context) =>
        {
            context.ResponseHeaders.Add("x-header", "1");
            context.ResponseTrailers.Add("x-trailer", "2");
            var trailers = new WireMetadata { { "x-exception", "3" } };
            throw new WireException(new WireStatus(WireStatusCode.Aborted, "again"), trailers);
        });

        var trailers = (await FailAsync(site)).Trailers;

        Assert.Equal("1", trailers.GetText("x-header"));
        Assert.Equal("2", trailers.GetText("x-trailer"));
        Assert.Equal("3", trailers.GetText("x-exception"));
    }

    /// <summary>A client that gets more header bytes than it takes drops the call, and may take the site for a dead one.</summary>
    [Fact]
    public async Task A_very_long_message_is_cut_rather_than_lost_with_its_status()
    {
        await using var site = await StartAsync((_, _) => throw new WireException(WireStatusCode.InvalidArgument, new string('☺', 100_000)));

        var exception = await FailAsync(site);

        Assert.Equal(WireStatusCode.InvalidArgument, exception.StatusCode);
        Assert.StartsWith("☺☺☺", exception.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_can_go_out_before_anything_else()
    {
        await using var site = await TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service =>
            service.Duplex<Payload, Payload>("PingPong", async (requests, _, context) =>
            {
                context.ResponseHeaders.Add("x-early", "yes");
                await context.SendHeadersAsync();
                Assert.Null(await requests.ReadAsync());
            })));
        using var channel = site.OpenChannel();
        using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong);

        Assert.Equal("yes", (await call.ResponseHeadersAsync().WaitAsync(Channels.Guard)).GetText("x-early"));
        await call.CompleteAsync();
        Assert.Null(await call.ReadAsync());
    }

    [Fact]
    public async Task A_client_that_cancels_leaves_no_error_in_the_log()
    {
        await using var site = await TestSite.StartAsync();
        using var channel = site.OpenChannel();
        using var source = new CancellationTokenSource();
        var call = channel.UnaryAsync<Payload>(Rpc.Sleep, new Payload { Text = "sleeper" }, cancellationToken: source.Token);
        await channel.UnaryAsync<Payload>(Rpc.Await, new Payload { Text = "sleeper started" });
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await channel.UnaryAsync<Payload>(Rpc.Await, new Payload { Text = "sleeper cancelled" });

        // Stopping waits for the calls' ends.
        await site.StopAsync();
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    private static Task<TestSite> StartAsync(Func<Payload, WireContext, Task<Payload>> echo) =>
        TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service => service.Unary("Echo", echo)));

    private static async Task<WireException> FailAsync(TestSite site)
    {
        using var channel = site.OpenChannel();
        return await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, new Payload()));
    }
}
