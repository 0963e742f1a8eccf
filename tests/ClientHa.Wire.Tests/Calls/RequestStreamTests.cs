using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Site;
using Google.Protobuf;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Writing requests to a server that may not want them.</summary>
public sealed class RequestStreamTests
{
    [Fact]
    public async Task A_server_may_answer_before_the_requests_are_completed()
    {
        await using var site = await StartAsync(async (requests, _) => (await requests.ReadAsync())!);
        using var channel = site.OpenChannel();
        using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
        await call.WriteAsync(new Payload { Number = 7 });

        Assert.Equal(7, (await call.ResponseAsync()).Number);
        Assert.Equal(WireStatus.Ok, call.Status);
    }

    [Fact]
    public async Task A_writer_learns_from_its_write_why_the_server_refuses()
    {
        await using var site = await StartAsync((_, _) => throw new WireException(WireStatusCode.PermissionDenied, "not you"));
        using var channel = site.OpenChannel();
        using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);

        var exception = await Assert.ThrowsAsync<WireException>(async () =>
        {
            while (true)
                await call.WriteAsync(new Payload { Body = ByteString.CopyFrom(new byte[100_000]) });
        });

        Assert.Equal(new WireStatus(WireStatusCode.PermissionDenied, "not you"), exception.Status);
        exception = await Assert.ThrowsAsync<WireException>(() => call.ResponseAsync());
        Assert.Equal(new WireStatus(WireStatusCode.PermissionDenied, "not you"), exception.Status);
    }

    [Fact]
    public async Task A_completed_stream_takes_no_more_requests()
    {
        await using var site = await TestSite.StartAsync();
        using var channel = site.OpenChannel();
        using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong);
        await call.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await call.WriteAsync(new Payload()));
        Assert.Null(await call.ReadAsync());
    }

    [Fact]
    public async Task Two_writes_at_once_are_a_programmers_error()
    {
        await using var site = await StartAsync(async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Payload();
        });
        using var channel = site.OpenChannel();
        using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
        var large = new Payload { Body = ByteString.CopyFrom(new byte[4 << 20]) };

        // The server reads nothing: the second write, at the latest, waits.
        var waiting = WriteForeverAsync(call, large);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteForeverAsync(call, large));
        Assert.Contains("await each", refused.Message, StringComparison.Ordinal);

        call.Dispose();
        Assert.Equal(WireStatusCode.Cancelled, (await Assert.ThrowsAsync<WireException>(() => waiting)).StatusCode);
    }

    /// <summary>A server that took a part of the requests for all of them might act on it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_that_are_broken_off_never_look_completed_to_the_server(bool isDisposed)
    {
        var ends = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        await using var site = await TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service =>
            service.Duplex<Payload, Payload>("PingPong", async (requests, responses, _) =>
            {
                await responses.WriteAsync((await requests.ReadAsync())!);
                var looksCompleted = false;
                // The cancellation itself is what is expected.
                await Record.ExceptionAsync(async () => looksCompleted = await requests.ReadAsync() is null);
                ends.Writer.TryWrite(looksCompleted);
            })));
        using var channel = site.OpenChannel();

        for (var i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong, cancellationToken: source.Token);
            await call.WriteAsync(new Payload());
            Assert.NotNull(await call.ReadAsync());
            if (isDisposed)
                call.Dispose();
            else
                await source.CancelAsync();

            Assert.False(await ends.Reader.ReadAsync().AsTask().WaitAsync(Channels.Guard));
        }
    }

    private static async Task WriteForeverAsync(WireClientStreamingCall<Payload, Payload> call, Payload payload)
    {
        while (true)
            await call.WriteAsync(payload);
    }

    private static Task<TestSite> StartAsync(Func<WireReader<Payload>, WireContext, Task<Payload>> sum) =>
        TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service => service.ClientStreaming("Sum", sum)));
}
