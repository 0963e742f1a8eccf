using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Wire.Tests.Deadlines;

public sealed class TimeoutHeaderTests
{
    [Fact]
    public void Any_timeout_comes_back_hardly_longer_and_never_shorter() => Prop.ForAll(AnyTimeout(), timeout =>
    {
        var header = TimeoutHeader.Encode(timeout);

        return header.Length is >= 2 and <= 9 && TimeoutHeader.TryDecode(header, out var decoded)
            && decoded >= timeout && decoded - timeout <= timeout / 10_000;
    }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("00:00:00", "0n")]
    [InlineData("00:00:00.0000001", "100n")]
    [InlineData("00:00:00.0999999", "99999900n")]
    [InlineData("00:00:00.1000000", "100000u")]
    [InlineData("00:00:01", "1000000u")]
    [InlineData("00:01:39.9999991", "100000m")]
    [InlineData("00:03:00", "180000m")]
    [InlineData("365.00:00:00", "31536000S")]
    [InlineData("10675199.02:48:05.4775807", "99999999H")]
    public void A_timeout_goes_out_in_the_finest_unit_that_fits(string timeout, string header) =>
        Assert.Equal(header, TimeoutHeader.Encode(TimeSpan.Parse(timeout)));

    [Theory]
    [InlineData("99999999H", "4166666.15:00:00")]
    [InlineData("2M", "00:02:00")]
    [InlineData("00000003S", "00:00:03")]
    [InlineData("4m", "00:00:00.004")]
    [InlineData("5u", "00:00:00.000005")]
    [InlineData("601n", "00:00:00.0000007")]
    [InlineData("0S", "00:00:00")]
    public void Every_unit_is_understood(string header, string timeout)
    {
        Assert.True(TimeoutHeader.TryDecode(header, out var decoded));
        Assert.Equal(TimeSpan.Parse(timeout), decoded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1 S")]
    [InlineData(" 1S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("1,000m")]
    [InlineData("100000000n")]
    [InlineData("1S, 1S")]
    [InlineData("٣S")]
    public void What_is_no_timeout_is_refused(string header) => Assert.False(TimeoutHeader.TryDecode(header, out _));

    /// <summary>All magnitudes alike, up to those that the header can say.</summary>
    private static Arbitrary<TimeSpan> AnyTimeout() => Arb.From(
        from bits in Gen.Choose(0, 60)
        from fraction in Gen.Choose(0, int.MaxValue)
        select TimeSpan.FromTicks((1L << bits) + (long)((1L << bits) * (fraction / (double)int.MaxValue))));
}
