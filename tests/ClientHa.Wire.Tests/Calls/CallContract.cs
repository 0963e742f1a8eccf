using ClientHa.Wire.Tests.Site;
using Google.Protobuf;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>What our client must be able to do with any gRPC server: ours and the official one.</summary>
public abstract partial class CallContract : IDisposable
{
    private readonly Lazy<WireChannel> _channel;

    protected CallContract() => _channel = new Lazy<WireChannel>(() => Channels.Open(Address));

    protected abstract Uri Address { get; }

    private WireChannel Channel => _channel.Value;

    public void Dispose()
    {
        if (_channel.IsValueCreated)
            _channel.Value.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_empty_message_comes_back()
    {
        Assert.Equal(new Payload(), await Channel.UnaryAsync<Payload>(Rpc.Echo, new Payload()));
    }

    [Fact]
    public async Task A_large_message_comes_back()
    {
        var request = new Payload { Body = Bytes(1 << 20), Text = "ä☺😈", Number = -1 };

        Assert.Equal(request, await Channel.UnaryAsync<Payload>(Rpc.Echo, request));
    }

    [Fact]
    public async Task Many_calls_at_once_get_each_its_own_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            Channel.UnaryAsync<Payload>(Rpc.Echo, new Payload { Number = i, Body = Bytes(i * 10) })));

        Assert.Equal(Enumerable.Range(0, 200), answers.Select(answer => answer.Number));
        Assert.All(answers, answer => Assert.Equal(Bytes(answer.Number * 10), answer.Body));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task The_requests_of_a_client_stream_arrive_all(int count)
    {
        using var call = Channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
        for (var i = 1; i <= count; i++)
            await call.WriteAsync(new Payload { Number = i, Text = "x", Body = Bytes(i * 1000) });
        await call.CompleteAsync();

        var sum = await call.ResponseAsync();
        Assert.Equal(count * (count + 1) / 2, sum.Number);
        Assert.Equal(count, sum.Text.Length);
        Assert.Equal(WireStatus.Ok, call.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task The_responses_of_a_server_stream_arrive_in_order(int count)
    {
        using var call = Channel.ServerStreaming<Payload>(Rpc.Count, new Payload { Number = count, Body = Bytes(30_000) });
        var numbers = new List<int>();
        await foreach (var response in call.ReadAllAsync())
        {
            Assert.Equal(30_000, response.Body.Length);
            numbers.Add(response.Number);
        }

        Assert.Equal(Enumerable.Range(0, count), numbers);
        Assert.Equal(WireStatus.Ok, call.Status);
    }

    [Fact]
    public async Task Each_ping_is_answered_before_the_next_is_sent()
    {
        using var call = Channel.Duplex<Payload, Payload>(Rpc.PingPong);
        foreach (var size in (int[])[0, 1, 27_182, 8, 1_828, 100_000])
        {
            var ping = new Payload { Body = Bytes(size) };
            await call.WriteAsync(ping);
            Assert.Equal(ping, await call.ReadAsync());
        }

        await call.CompleteAsync();
        Assert.Null(await call.ReadAsync());
        Assert.Equal(WireStatus.Ok, call.Status);
    }

    [Fact]
    public async Task An_empty_stream_ends_well()
    {
        using var call = Channel.Duplex<Payload, Payload>(Rpc.PingPong);
        await call.CompleteAsync();

        Assert.Null(await call.ReadAsync());
        Assert.Equal(WireStatus.Ok, call.Status);
    }

    private static ByteString Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)(i * 31 + i / 256);
        return ByteString.CopyFrom(bytes);
    }
}
