using System.Net.Http.Headers;
using ClientHa.Attempts;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

public class GrpcHeadersTests
{
    [Theory]
    [InlineData("0S",        0L)]
    [InlineData("1n",        0L)]
    [InlineData("100n",      1L)]
    [InlineData("1u",        TimeSpan.TicksPerMicrosecond)]
    [InlineData("1m",        TimeSpan.TicksPerMillisecond)]
    [InlineData("1S",        TimeSpan.TicksPerSecond)]
    [InlineData("1M",        TimeSpan.TicksPerMinute)]
    [InlineData("1H",        TimeSpan.TicksPerHour)]
    [InlineData("00000007S", 7 * TimeSpan.TicksPerSecond)]
    [InlineData("99999999n", 999_999L)]
    [InlineData("99999999S", 99_999_999 * TimeSpan.TicksPerSecond)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void A_timeout_is_up_to_eight_digits_and_a_unit(string text, long ticks) =>
        Assert.Equal(TimeSpan.FromTicks(ticks), GrpcHeaders.Timeout(With("grpc-timeout", text)));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("100000000S")]
    [InlineData("1S, 2S")]
    [InlineData("١S")]
    public void Anything_else_is_no_timeout(string text) =>
        Assert.Null(GrpcHeaders.Timeout(With("grpc-timeout", text)));

    [Fact]
    public void No_header_is_no_timeout() => Assert.Null(GrpcHeaders.Timeout(With("other", "1S")));

    [Theory]
    [InlineData(long.MinValue,                                "1u")]
    [InlineData(-1L,                                          "1u")]
    [InlineData(0L,                                           "1u")]
    [InlineData(1L,                                           "1u")]
    [InlineData(10L,                                          "1u")]
    [InlineData(11L,                                          "2u")]
    [InlineData(TimeSpan.TicksPerSecond,                      "1000000u")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMicrosecond,    "99999999u")]
    [InlineData(100_000_000 * TimeSpan.TicksPerMicrosecond,   "100000m")]
    [InlineData(TimeSpan.TicksPerDay,                         "86400000m")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMillisecond + 1, "100000S")]
    [InlineData(99_999_999 * TimeSpan.TicksPerSecond + 1,     "1666667M")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMinute + 1,     "1666667H")]
    [InlineData(99_999_999 * TimeSpan.TicksPerHour,           "99999999H")]
    [InlineData(long.MaxValue,                                "99999999H")]
    public void A_timeout_is_written_in_the_finest_unit_that_holds_it_rounded_up(long ticks, string text) =>
        Assert.Equal(text, GrpcHeaders.TimeoutText(TimeSpan.FromTicks(ticks)));

    /// <summary>Whatever is left, the next site gets it: not less, and hardly more.</summary>
    [Fact]
    public void A_timeout_that_is_written_and_read_back_is_the_same_but_for_its_rounding()
    {
        for (long ticks = 1; ticks < 99_999_999 * TimeSpan.TicksPerHour; ticks += 1 + (ticks / 7))
        {
            TimeSpan read = GrpcHeaders.Timeout(With("grpc-timeout", GrpcHeaders.TimeoutText(TimeSpan.FromTicks(ticks)))) ?? TimeSpan.MinValue;
            Assert.InRange(read.Ticks, ticks, ticks + Math.Max(9, ticks / 10_000));
        }
    }

    [Theory]
    [InlineData("0",          0)]
    [InlineData("14",         14)]
    [InlineData("014",        14)]
    [InlineData("99",         99)]
    [InlineData("",           null)]
    [InlineData("-1",         null)]
    [InlineData("OK",         null)]
    [InlineData("14, 14",     null)]
    [InlineData("4294967296", null)]
    public void A_status_is_a_number(string text, int? status) => Assert.Equal(status, GrpcHeaders.Status(With("grpc-status", text)));

    [Theory]
    [InlineData("application/grpc",       true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/GRPC",       true)]
    [InlineData("application/json",       false)]
    [InlineData("text/plain",             false)]
    public void A_call_is_gRPC_by_its_content_type(string type, bool isGrpc)
    {
        using ByteArrayContent content = new([]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(isGrpc, GrpcHeaders.IsGrpc(content));
    }

    [Fact]
    public void A_request_without_a_content_is_no_gRPC() => Assert.False(GrpcHeaders.IsGrpc(null));

    private static HttpRequestHeaders With(string name, string value)
    {
        HttpRequestHeaders headers = new HttpRequestMessage().Headers;
        headers.TryAddWithoutValidation(name, value);
        return headers;
    }
}
