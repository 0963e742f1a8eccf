using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Calls;

public abstract partial class CallContract
{
    private static readonly byte[] s_everyByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    [Fact]
    public async Task Metadata_travels_both_ways_with_a_unary_call()
    {
        var response = await Channel.UnaryResponseAsync<Payload>(
            Rpc.Echo, new Payload(), new WireCallOptions { Metadata = CustomMetadata() });

        AssertCustomHeaders(response.Headers);
        AssertCustomTrailers(response.Trailers);
    }

    [Fact]
    public async Task Metadata_travels_both_ways_with_a_duplex_call()
    {
        using var call = Channel.Duplex<Payload, Payload>(Rpc.PingPong, new WireCallOptions { Metadata = CustomMetadata() });
        await call.WriteAsync(new Payload { Number = 1 });

        AssertCustomHeaders(await call.ResponseHeadersAsync());
        Assert.Equal(1, (await call.ReadAsync())!.Number);
        await call.CompleteAsync();
        Assert.Null(await call.ReadAsync());
        AssertCustomTrailers(call.Trailers);
    }

    private static WireMetadata CustomMetadata()
    {
        var metadata = new WireMetadata
        {
            { "x-initial", "one value" },
            { "X-Initial-Several", "first" },
            { "x-initial-several", "second" },
            { "x-initial-empty-bin", [] },
        };
        metadata.Add("x-trailing-bin", s_everyByte);
        metadata.Add("x-twice-bin", s_everyByte);
        return metadata;
    }

    private static void AssertCustomHeaders(WireMetadata headers)
    {
        Assert.Equal("one value", headers.GetText("x-initial"));
        // HTTP may join the values of one name by commas, and SocketsHttpHandler does.
        Assert.Equal("first, second", string.Join(", ", headers.Where(entry => entry.Name == "x-initial-several").Select(entry => entry.Text)));
        Assert.Equal(0, headers.GetBytes("x-initial-empty-bin")?.Length);
        Assert.DoesNotContain(headers, entry => entry.Name.StartsWith("x-trailing", StringComparison.Ordinal));
    }

    private static void AssertCustomTrailers(WireMetadata trailers)
    {
        Assert.Equal(s_everyByte, trailers.GetBytes("x-trailing-bin")?.ToArray());
        Assert.Equal(
            [s_everyByte, [.. s_everyByte, .. s_everyByte]],
            trailers.Where(entry => entry.Name == "x-trailing-twice-bin").Select(entry => entry.Bytes.ToArray()));
        Assert.DoesNotContain(trailers, entry => entry.Name.StartsWith("x-initial", StringComparison.Ordinal));
    }
}
