using System.Net;
using System.Net.Sockets;
using ClientHa.Wire.Tests.Framing;
using ClientHa.Wire.Tests.Site;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>Servers that are not there, leave, or are something else.</summary>
public sealed class LostConnectionTests(RawSite site) : IClassFixture<RawSite>
{
    [Fact]
    public async Task A_server_that_does_not_listen_is_unavailable()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));

        var exception = await CallAsync(new Uri($"http://[::1]:{((IPEndPoint)listener.LocalEndPoint!).Port}"));

        Assert.Equal(WireStatusCode.Unavailable, exception.StatusCode);
        Assert.Contains("refused", exception.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task A_server_that_is_no_http2_ends_the_call_with_a_status(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serve = AnswerAsync(listener, answer);

        var exception = await CallAsync(new Uri($"http://{listener.LocalEndpoint}"));

        Assert.Contains(exception.StatusCode, (WireStatusCode[])[WireStatusCode.Unavailable, WireStatusCode.Internal]);
        await serve;
    }

    [Fact]
    public async Task A_connection_that_is_lost_before_the_answer_makes_the_call_unavailable()
    {
        site.Answer = context =>
        {
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        Assert.Equal(WireStatusCode.Unavailable, (await CallAsync(site.Address)).StatusCode);
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_a_stream_makes_the_call_unavailable()
    {
        var read = new TaskCompletionSource();
        site.Answer = async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(AnyFrames.Encode(new Payload { Number = 1 }));
            await context.Response.Body.FlushAsync();
            await read.Task;
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        };
        using var channel = Channels.Open(site.Address);
        using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong);
        Assert.Equal(1, (await call.ReadAsync())?.Number);

        read.SetResult();

        Assert.Equal(WireStatusCode.Unavailable, (await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync())).StatusCode);
        Assert.Equal(WireStatusCode.Unavailable, call.Status?.Code);
        await Assert.ThrowsAsync<WireException>(async () => await call.WriteAsync(new Payload()));
    }

    /// <summary>SocketsHttpHandler sends a refused request again by itself, and has no second copy of a stream.</summary>
    [Fact]
    public async Task A_refused_stream_is_not_sent_again_without_its_first_requests()
    {
        var emptyBodies = 0;
        site.Answer = async context =>
        {
            if (await context.Request.Body.ReadAtLeastAsync(new byte[5], 5, throwOnEndOfStream: false) == 0)
                emptyBodies++;
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(0x7);
        };
        using var channel = Channels.Open(site.Address);
        using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
        await call.WriteAsync(new Payload { Number = 1 });
        await call.CompleteAsync();

        var exception = await Assert.ThrowsAsync<WireException>(() => call.ResponseAsync().WaitAsync(Channels.Guard));

        Assert.Equal(WireStatusCode.Unavailable, exception.StatusCode);
        Assert.Equal(0, emptyBodies);
    }

    private static async Task<WireException> CallAsync(Uri address)
    {
        using var channel = Channels.Open(address);
        return await Assert.ThrowsAsync<WireException>(() =>
            channel.UnaryAsync<Payload>(Rpc.Echo, new Payload()).WaitAsync(Channels.Guard));
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().ReadAtLeastAsync(new byte[24], 24);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }
}
