using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Calls;

public abstract partial class CallContract
{
    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_is_not_made()
    {
        var cancelled = new CancellationToken(canceled: true);

        var exception = await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Channel.UnaryAsync<Payload>(Rpc.Echo, new Payload(), cancellationToken: cancelled));
        Assert.Equal(cancelled, exception.CancellationToken);
    }

    [Fact]
    public async Task A_unary_call_that_is_cancelled_ends_at_the_server_too()
    {
        var name = NewName();
        using var source = new CancellationTokenSource();
        var call = Channel.UnaryAsync<Payload>(Rpc.Sleep, new Payload { Text = name }, cancellationToken: source.Token);
        await AwaitAsync($"{name} started");

        await source.CancelAsync();

        var exception = await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, exception.CancellationToken);
        await AwaitAsync($"{name} cancelled");
    }

    [Fact]
    public async Task A_request_stream_that_is_cancelled_after_it_began_is_over_for_writers_and_readers()
    {
        using var source = new CancellationTokenSource();
        using var call = Channel.ClientStreaming<Payload, Payload>(Rpc.Sum, cancellationToken: source.Token);
        await call.WriteAsync(new Payload { Number = 1 });

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call.ResponseAsync());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await call.WriteAsync(new Payload()));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_after_the_first_response_ends_at_the_server_too()
    {
        var name = NewName();
        using var source = new CancellationTokenSource();
        using var call = Channel.ServerStreaming<Payload>(
            Rpc.Forever, new Payload { Text = name, Body = Bytes(1000) }, cancellationToken: source.Token);
        Assert.Equal(0, (await call.ReadAsync())?.Number);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await ReadToEndAsync(call));
        await AwaitAsync($"{name} cancelled");
    }

    [Fact]
    public async Task A_stream_that_is_disposed_ends_at_the_server_too()
    {
        var name = NewName();
        var call = Channel.ServerStreaming<Payload>(Rpc.Forever, new Payload { Text = name });
        Assert.Equal(0, (await call.ReadAsync())?.Number);

        call.Dispose();

        await AwaitAsync($"{name} cancelled");
        var exception = await Assert.ThrowsAsync<WireException>(async () => await ReadToEndAsync(call));
        Assert.Equal(WireStatusCode.Cancelled, exception.StatusCode);
    }

    [Fact]
    public async Task A_duplex_call_can_be_cancelled_after_the_first_response()
    {
        using var source = new CancellationTokenSource();
        using var call = Channel.Duplex<Payload, Payload>(Rpc.PingPong, cancellationToken: source.Token);
        await call.WriteAsync(new Payload { Number = 1 });
        Assert.Equal(1, (await call.ReadAsync())?.Number);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await call.ReadAsync());
    }

    [Fact]
    public async Task A_sleeping_server_is_left_at_the_deadline()
    {
        var name = NewName();
        var options = new WireCallOptions { Timeout = TimeSpan.FromMilliseconds(500) };

        var exception = await Assert.ThrowsAsync<WireException>(() =>
            Channel.UnaryAsync<Payload>(Rpc.Sleep, new Payload { Text = name }, options));

        Assert.Equal(WireStatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_at_its_deadline()
    {
        var options = new WireCallOptions { Timeout = TimeSpan.FromMilliseconds(500) };
        using var call = Channel.Duplex<Payload, Payload>(Rpc.PingPong, options);

        var exception = await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync());

        Assert.Equal(WireStatusCode.DeadlineExceeded, exception.StatusCode);
        Assert.Equal(WireStatusCode.DeadlineExceeded, call.Status?.Code);
    }

    /// <summary>Waits until the server says that this has happened.</summary>
    private async Task AwaitAsync(string happening) =>
        await Channel.UnaryAsync<Payload>(Rpc.Await, new Payload { Text = happening }, new WireCallOptions { Timeout = Channels.Guard });

    private static async Task ReadToEndAsync(WireServerStreamingCall<Payload> call)
    {
        await foreach (var _ in call.ReadAllAsync())
        {
        }
    }

    private static string NewName() => Guid.NewGuid().ToString();
}
