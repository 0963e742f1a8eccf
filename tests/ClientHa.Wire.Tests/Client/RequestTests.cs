using System.Net;
using ClientHa.Wire.Tests.Framing;
using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Client;

/// <summary>What our client sends.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task A_request_is_as_the_protocol_says()
    {
        var payload = new Payload { Text = "hello" };
        var (request, body) = await CaptureAsync("Echo", payload, new WireCallOptions { Timeout = TimeSpan.FromSeconds(180) });

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal(new Uri("http://ha.test:8001/clientha.wire.testing.Testing/Echo"), request.RequestUri);
        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), (request.Version, request.VersionPolicy));
        Assert.Equal("application/grpc", request.Content!.Headers.ContentType?.ToString());
        Assert.Equal("trailers", request.Headers.TE.ToString());
        Assert.Equal("180000m", Assert.Single(request.Headers.GetValues("grpc-timeout")));
        Assert.Equal("identity", Assert.Single(request.Headers.GetValues("grpc-accept-encoding")));
        Assert.StartsWith("grpc-", request.Headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.Equal(AnyFrames.Encode(payload), body);
    }

    [Fact]
    public async Task A_call_without_a_deadline_sends_no_timeout()
    {
        var (request, _) = await CaptureAsync("Echo", new Payload());

        Assert.False(request.Headers.Contains("grpc-timeout"));
    }

    [Theory]
    [InlineData("Get", null, true)]
    [InlineData("Put", null, true)]
    [InlineData("Echo", null, false)]
    [InlineData("Echo", "key-1", true)]
    public async Task A_failover_handler_is_told_what_may_be_executed_twice(string method, string? idempotencyKey, bool isIdempotent)
    {
        var (request, _) = await CaptureAsync(method, new Payload(), new WireCallOptions { IdempotencyKey = idempotencyKey });

        Assert.Equal(isIdempotent, request.Options.TryGetValue(new HttpRequestOptionsKey<bool>("ClientHa.Idempotent"), out var told) && told);
        Assert.Equal(idempotencyKey, request.Headers.TryGetValues("idempotency-key", out var keys) ? Assert.Single(keys) : null);
    }

    [Fact]
    public async Task Metadata_goes_out_whatever_http_knows_of_its_name()
    {
        var metadata = new WireMetadata { { "x-custom", "1" }, { "expires", "2" }, { "content-language", "de" }, { "authorization", "?" } };
        metadata.Add("x-bin", [1, 2, 3, 4]);

        var (request, _) = await CaptureAsync("Echo", new Payload(), new WireCallOptions { Metadata = metadata });

        var sent = request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated).ToDictionary(h => h.Key, h => h.Value.ToString());
        Assert.Equal("1", sent["x-custom"]);
        Assert.Equal("2", sent["Expires"]);
        Assert.Equal("de", sent["Content-Language"]);
        Assert.Equal("?", sent["Authorization"]);
        Assert.Equal("AQIDBA", sent["x-bin"]);
    }

    [Fact]
    public async Task A_body_that_is_sent_again_is_the_same()
    {
        using var content = new UnaryContent(new Payload { Text = "hello" });

        Assert.Equal(await SerializeAsync(content), await SerializeAsync(content));
        Assert.Equal(content.Headers.ContentLength, (await SerializeAsync(content)).Length);
    }

    private static async Task<byte[]> SerializeAsync(HttpContent content)
    {
        using var stream = new MemoryStream();
        await content.CopyToAsync(stream);
        return stream.ToArray();
    }

    private static async Task<(HttpRequestMessage Request, byte[] Body)> CaptureAsync(
        string method, Payload payload, WireCallOptions? options = null)
    {
        using var handler = new CapturingHandler();
        using var channel = new WireChannel(handler, new Uri("http://ha.test:8001"));
        var exception = await Assert.ThrowsAsync<WireException>(() =>
            channel.UnaryAsync<Payload>(Rpc.Service.FindMethodByName(method), payload, options));
        Assert.Equal(WireStatusCode.Unavailable, exception.StatusCode);
        return (handler.Request!, handler.Body);
    }
}
