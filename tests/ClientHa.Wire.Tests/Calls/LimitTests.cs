using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Site;
using Google.Protobuf;

namespace ClientHa.Wire.Tests.Calls;

public sealed class LimitTests
{
    private const int Limit = 1000;

    [Fact]
    public async Task A_server_takes_a_request_of_its_limit_and_refuses_a_larger_one()
    {
        await using var site = await TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service =>
        {
            service.MaxReceiveMessageBytes = Limit;
            new TestService().Bind(service);
        }));
        using var channel = site.OpenChannel();

        Assert.Equal(OfSize(Limit), await channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit)));
        AssertExhausted(await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit + 1))), Limit + 1);
        AssertExhausted(await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(8 << 20))), 8 << 20);
        Assert.Equal(OfSize(Limit), await channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit)));
    }

    [Fact]
    public async Task A_client_takes_a_response_of_its_limit_and_refuses_a_larger_one()
    {
        await using var site = await TestSite.StartAsync();
        using var channel = site.OpenChannel(new WireChannelOptions { MaxReceiveMessageBytes = Limit });

        Assert.Equal(OfSize(Limit), await channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit)));
        AssertExhausted(await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit + 1))), Limit + 1);
        AssertExhausted(await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(3 << 20))), 3 << 20);
        Assert.Equal(OfSize(Limit), await channel.UnaryAsync<Payload>(Rpc.Echo, OfSize(Limit)));
    }

    [Fact]
    public async Task A_stream_ends_at_its_first_response_over_the_limit()
    {
        await using var site = await TestSite.StartAsync();
        using var channel = site.OpenChannel(new WireChannelOptions { MaxReceiveMessageBytes = Limit });
        using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong);
        await call.WriteAsync(OfSize(Limit));
        Assert.Equal(OfSize(Limit), await call.ReadAsync());
        await call.WriteAsync(OfSize(Limit + 1));

        AssertExhausted(await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync()), Limit + 1);
        Assert.Equal(WireStatusCode.ResourceExhausted, call.Status?.Code);
        await Assert.ThrowsAsync<WireException>(async () => await call.WriteAsync(new Payload()));
    }

    /// <summary>Kestrel's limit is 30 MB for a request's body.</summary>
    [Fact]
    public async Task A_request_stream_has_no_limit_as_a_whole()
    {
        const int Count = 40;
        await using var site = await TestSite.StartAsync();
        using var channel = site.OpenChannel();
        using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
        for (var i = 0; i < Count; i++)
            await call.WriteAsync(new Payload { Number = 1, Body = OfSize(1 << 20).Body });
        await call.CompleteAsync();

        Assert.Equal(Count, (await call.ResponseAsync()).Number);
    }

    private static void AssertExhausted(WireException exception, int size)
    {
        Assert.Equal(WireStatusCode.ResourceExhausted, exception.StatusCode);
        Assert.Contains($" {size} ", exception.Detail, StringComparison.Ordinal);
        Assert.Contains($" {Limit}.", exception.Detail, StringComparison.Ordinal);
    }

    private static Payload OfSize(int bytes)
    {
        var payload = new Payload { Body = ByteString.CopyFrom(new byte[bytes]) };
        payload.Body = ByteString.CopyFrom(new byte[bytes - (payload.CalculateSize() - bytes)]);
        Assert.Equal(bytes, payload.CalculateSize());
        return payload;
    }
}
