using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class IpLiteralTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("1", null)]
    [InlineData("127.1", null)]
    [InlineData("0x7f.0.0.1", null)]
    [InlineData("127.0.0.01", null)]
    [InlineData("[::1]:80", null)]
    [InlineData("0.ha.test", null)]
    [InlineData("", null)]
    public void Only_an_address_in_full_is_no_name(string text, string? expected)
    {
        Assert.Equal(expected is not null, IpLiteral.TryParse(text, out System.Net.IPAddress? address));
        Assert.Equal(expected, address?.ToString());
    }
}
