using ClientHa.Wire.Tests.Framing;
using ClientHa.Wire.Tests.Site;
using ClientHa.Wire.Tests.Status;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>Whatever a server answers, a call ends with a clean status, in each of the four shapes.</summary>
public sealed class GarbageToClientTests : IClassFixture<RawSite>, IDisposable
{
    private static readonly byte[] s_good = AnyFrames.Encode(new Payload { Text = "good" });

    private readonly RawSite _site;
    private readonly WireChannel _channel;

    public GarbageToClientTests(RawSite site) => (_site, _channel) = (site, Channels.Open(site.Address));

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_good_answer_is_taken()
    {
        Answer(s_good, status: "0");

        Assert.All(await FourShapes.EndingsAsync(_channel), ending => Assert.Null(ending));
    }

    [Theory]
    [InlineData(400, WireStatusCodeName.Internal)]
    [InlineData(401, WireStatusCodeName.Unauthenticated)]
    [InlineData(403, WireStatusCodeName.PermissionDenied)]
    [InlineData(404, WireStatusCodeName.Unimplemented)]
    [InlineData(429, WireStatusCodeName.Unavailable)]
    [InlineData(500, WireStatusCodeName.Unknown)]
    [InlineData(503, WireStatusCodeName.Unavailable)]
    public async Task An_http_error_becomes_a_status_that_names_it(int httpStatus, string expected)
    {
        _site.Answer = context =>
        {
            context.Response.StatusCode = httpStatus;
            return context.Response.WriteAsync("<html>sorry</html>");
        };

        await AssertAllEndAsync(expected, $"HTTP {httpStatus}");
    }

    [Fact]
    public async Task A_status_counts_whatever_http_says()
    {
        _site.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["grpc-status"] = "7";
            context.Response.Headers["grpc-message"] = "not you";
            return Task.CompletedTask;
        };

        await AssertAllEndAsync(WireStatusCodeName.PermissionDenied, "not you");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpc-web")]
    public async Task Another_content_type_is_unknown_and_named(string contentType)
    {
        Answer(s_good, status: "0", contentType);

        await AssertAllEndAsync(WireStatusCodeName.Unknown, $"'{contentType}'");
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0 })]
    public async Task An_answer_without_a_status_is_unknown(byte[] body)
    {
        Answer(body, status: null);

        await AssertAllEndAsync(WireStatusCodeName.Unknown, "without a gRPC status");
    }

    [Theory]
    [InlineData("banana")]
    [InlineData("99")]
    [InlineData("-1")]
    public async Task A_status_that_is_none_is_unknown_and_shown(string status)
    {
        Answer(s_good, status);

        await AssertAllEndAsync(WireStatusCodeName.Unknown, $"'{status}'");
    }

    [Theory]
    [InlineData(new byte[] { 0 }, WireStatusCodeName.Internal, "ends inside a message")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, WireStatusCodeName.Internal, "ends inside a message")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, WireStatusCodeName.Internal, "compressed")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, WireStatusCodeName.Internal, "flag 2")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0x0A }, WireStatusCodeName.Internal, "parsed")]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, WireStatusCodeName.ResourceExhausted, "4294967295")]
    [InlineData(new byte[] { 0, 0, 0x40, 0, 1 }, WireStatusCodeName.ResourceExhausted, "4194305")]
    public async Task A_malformed_answer_gets_a_status_even_if_the_server_says_ok(byte[] body, string expected, string detail)
    {
        Answer(body, status: "0");

        await AssertAllEndAsync(expected, detail);
    }

    [Fact]
    public async Task A_cut_answer_with_an_error_has_the_servers_error()
    {
        Answer([0, 0, 0, 0, 9], status: "10");

        await AssertAllEndAsync(nameof(WireStatusCode.Aborted), "");
    }

    [Fact]
    public async Task A_call_with_one_response_takes_neither_none_nor_two()
    {
        Answer([], status: "0");
        AssertOnlySingleResponseFails(await FourShapes.EndingsAsync(_channel));
        Answer([.. s_good, .. s_good], status: "0");
        AssertOnlySingleResponseFails(await FourShapes.EndingsAsync(_channel));
        _site.Answer = context =>
        {
            context.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        };
        AssertOnlySingleResponseFails(await FourShapes.EndingsAsync(_channel));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    public async Task A_trailer_that_is_no_base64_is_internal_and_named(string status)
    {
        _site.Answer = async context =>
        {
            await WriteAsync(context, s_good);
            context.Response.AppendTrailer("x-broken-bin", "*");
            context.Response.AppendTrailer("grpc-status", status);
        };

        // A caller of a good unary call who does not ask for metadata need not hear of it.
        var endings = await FourShapes.EndingsAsync(_channel);
        Assert.All(status == "0" ? endings.Skip(1) : endings, ending =>
        {
            Assert.Equal(WireStatusCode.Internal, ending?.StatusCode);
            Assert.Contains("x-broken-bin", ending?.Detail, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(0x1, WireStatusCodeName.Internal)]
    [InlineData(0x2, WireStatusCodeName.Internal)]
    [InlineData(0x7, WireStatusCodeName.Unavailable)]
    [InlineData(0x8, WireStatusCodeName.Cancelled)]
    [InlineData(0xB, WireStatusCodeName.ResourceExhausted)]
    [InlineData(0xC, WireStatusCodeName.PermissionDenied)]
    public async Task A_reset_becomes_a_status_before_the_headers_and_after_a_message(int errorCode, string expected)
    {
        _site.Answer = context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
            return Task.CompletedTask;
        };
        await AssertAllEndAsync(expected, "");

        _site.Answer = async context =>
        {
            await WriteAsync(context, s_good);
            await context.Response.Body.FlushAsync();
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
        };
        await AssertAllEndAsync(expected, "");
    }

    [Fact]
    public void Any_bytes_end_with_a_message_or_a_status() => Prop.ForAll<byte[]>(async bytes =>
    {
        // Half of them with a frame's beginning of their own, so that they get as far as the parser.
        foreach (var body in (byte[][])[bytes, [0, 0, 0, 0, (byte)bytes.Length, .. bytes]])
        {
            Answer(body, status: "0");
            await FourShapes.EndingsAsync(_channel);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    private void Answer(byte[] body, string? status, string contentType = "application/grpc") => _site.Answer = async context =>
    {
        await WriteAsync(context, body, contentType);
        if (status is not null)
            context.Response.AppendTrailer("grpc-status", status);
    };

    private static async Task WriteAsync(HttpContext context, byte[] body, string contentType = "application/grpc")
    {
        context.Response.ContentType = contentType;
        await context.Response.StartAsync();
        await context.Response.BodyWriter.WriteAsync(body);
    }

    private async Task AssertAllEndAsync(string expected, string detail) => Assert.All(await FourShapes.EndingsAsync(_channel), ending =>
    {
        Assert.Equal(expected, ending?.StatusCode.ToString());
        Assert.Contains(detail, ending?.Detail, StringComparison.Ordinal);
    });

    private static void AssertOnlySingleResponseFails(WireException?[] endings)
    {
        Assert.Equal(WireStatusCode.Unimplemented, endings[0]?.StatusCode);
        Assert.Equal(WireStatusCode.Unimplemented, endings[1]?.StatusCode);
        Assert.Null(endings[2]);
        Assert.Null(endings[3]);
    }
}
