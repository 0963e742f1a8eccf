using ClientHa.Server.Documents;

namespace ClientHa.Server.Tests.Documents;

public sealed class DocumentLimitsTests
{
    private static readonly DocumentLimits Limits = new(8, 4);

    [Theory]
    [InlineData("a", null)]
    [InlineData("12345678", null)]
    [InlineData("\U0001F600\U0001F600", null)]
    [InlineData("", "empty")]
    [InlineData("123456789", "9 bytes")]
    [InlineData("äöüäö", "10 bytes")]
    public void A_key_that_no_site_could_write_down_is_named(string key, string? fault) => AssertFault(fault, Limits.FaultOfKey(key));

    // No attribute can hold such a text.
    [Fact]
    public void Half_a_character_is_named()
    {
        AssertFault("half a character at 1", Limits.FaultOfKey("a\uD83D"));
        AssertFault("half a character at 0", Limits.FaultOfKey("\uDE00a"));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "5 bytes")]
    public void A_value_over_the_limit_is_named(int bytes, string? fault) => AssertFault(fault, Limits.FaultOfValue(bytes));

    private static void AssertFault(string? expected, string? fault)
    {
        if (expected is null)
            Assert.Null(fault);
        else
            Assert.Contains(expected, fault, StringComparison.Ordinal);
    }
}
