using System.Net;
using System.Net.Sockets;

namespace ClientHa.Wire.Tests.Status;

/// <summary>The tables of http-grpc-status-mapping.md and PROTOCOL-HTTP2.md.</summary>
public sealed class MappingTests
{
    [Theory]
    [InlineData(204, WireStatusCodeName.Unknown)]
    [InlineData(302, WireStatusCodeName.Unknown)]
    [InlineData(400, WireStatusCodeName.Internal)]
    [InlineData(401, WireStatusCodeName.Unauthenticated)]
    [InlineData(403, WireStatusCodeName.PermissionDenied)]
    [InlineData(404, WireStatusCodeName.Unimplemented)]
    [InlineData(415, WireStatusCodeName.Unknown)]
    [InlineData(429, WireStatusCodeName.Unavailable)]
    [InlineData(500, WireStatusCodeName.Unknown)]
    [InlineData(502, WireStatusCodeName.Unavailable)]
    [InlineData(503, WireStatusCodeName.Unavailable)]
    [InlineData(504, WireStatusCodeName.Unavailable)]
    public void An_http_status_has_a_grpc_status(int httpStatus, string expected) =>
        Assert.Equal(expected, HttpStatusMapping.ToStatusCode((HttpStatusCode)httpStatus).ToString());

    [Theory]
    [InlineData(0x0, WireStatusCodeName.Unavailable)]
    [InlineData(0x1, WireStatusCodeName.Internal)]
    [InlineData(0x2, WireStatusCodeName.Internal)]
    [InlineData(0x3, WireStatusCodeName.Internal)]
    [InlineData(0x4, WireStatusCodeName.Internal)]
    [InlineData(0x6, WireStatusCodeName.Internal)]
    [InlineData(0x7, WireStatusCodeName.Unavailable)]
    [InlineData(0x8, WireStatusCodeName.Cancelled)]
    [InlineData(0x9, WireStatusCodeName.Internal)]
    [InlineData(0xA, WireStatusCodeName.Internal)]
    [InlineData(0xB, WireStatusCodeName.ResourceExhausted)]
    [InlineData(0xC, WireStatusCodeName.PermissionDenied)]
    public void A_reset_has_a_grpc_status(long errorCode, string expected)
    {
        var exception = new HttpRequestException("reset", new IOException("", new HttpProtocolException(errorCode, "", null)));

        Assert.Equal(expected, TransportFailure.ToWireException(exception)?.StatusCode.ToString());
    }

    [Fact]
    public void A_transport_that_failed_is_unavailable_and_says_why()
    {
        var refused = new HttpRequestException("Cannot reach it.", new SocketException((int)SocketError.ConnectionRefused));

        foreach (var exception in (Exception[])[refused, new IOException("lost"), new TaskCanceledException("connect", new TimeoutException("too long"))])
        {
            var translated = TransportFailure.ToWireException(exception);
            Assert.Equal(WireStatusCode.Unavailable, translated?.StatusCode);
            Assert.Contains(exception.Message, translated?.Detail, StringComparison.Ordinal);
            Assert.Contains(exception.GetBaseException().Message, translated?.Detail, StringComparison.Ordinal);
            Assert.Same(exception, translated?.InnerException);
        }
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_lost_connection() => Assert.Equal(
        new WireStatus(WireStatusCode.Unavailable, "The connection was lost while the request was being sent."),
        TransportFailure.ToWireException(new TaskCanceledException())?.Status);

    [Fact]
    public void An_exception_that_is_no_transport_failure_is_no_status() =>
        Assert.Null(TransportFailure.ToWireException(new ArgumentException("a programmer's error")));
}
