namespace ClientHa.Wire.Tests.Status;

public sealed class WireStatusTests
{
    [Fact]
    public void Every_code_is_known_by_its_number()
    {
        foreach (var code in Enum.GetValues<WireStatusCode>())
            Assert.Equal(new WireStatus(code, "why ☺"), WireStatus.Parse(((int)code).ToString(), "why %E2%98%BA"));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1 ")]
    [InlineData("0, 0")]
    [InlineData("4294967296")]
    [InlineData("OK")]
    [InlineData("")]
    public void A_code_that_is_none_becomes_unknown_and_is_named(string code)
    {
        var status = WireStatus.Parse(code, "why");

        Assert.Equal(WireStatusCode.Unknown, status.Code);
        Assert.Contains($"'{code}'", status.Detail, StringComparison.Ordinal);
        Assert.EndsWith("why", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_message_is_an_empty_one() => Assert.Equal(new WireStatus(WireStatusCode.Aborted, ""), WireStatus.Parse("10", null));

    [Fact]
    public void An_exception_says_code_and_detail() =>
        Assert.Equal("DATA_LOSS: gone", new WireException(WireStatusCode.DataLoss, "gone").Message);
}
