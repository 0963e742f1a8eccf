using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("0.ha.test", "0.ha.test")]
    [InlineData("0.ha.test.", "0.ha.test")]
    [InlineData("_grpc.HA.test", "_grpc.HA.test")]
    [InlineData("münchen.test", "xn--mnchen-3ya.test")]
    public void A_name_that_DNS_can_carry_is_asked_for_in_ASCII_without_the_last_dot(string name, string expected)
    {
        Assert.True(DnsName.TryNormalize(name, out string? normalized));
        Assert.Equal(expected, normalized);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("0..test")]
    [InlineData(".test")]
    [InlineData("a b.test")]
    [InlineData(@"a\.test")]
    [InlineData("a\0.test")]
    [InlineData("ü..test")]
    public void A_name_that_DNS_cannot_carry_is_told_apart(string name) => Assert.False(DnsName.TryNormalize(name, out _));

    [Fact]
    public void Labels_of_63_and_names_of_253_characters_are_the_longest()
    {
        string label = new('a', 63);
        string longest = $"{label}.{label}.{label}.{new string('b', 61)}";
        Assert.Equal(253, longest.Length);
        Assert.True(DnsName.TryNormalize(longest, out _));
        Assert.False(DnsName.TryNormalize(longest + "b", out _));
        Assert.False(DnsName.TryNormalize(label + "a.test", out _));

        byte[] wire = new byte[DnsName.MaxWireBytes];
        Assert.True(DnsName.TryWrite(longest, wire, out int written));
        int offset = 0;
        Assert.True(DnsName.TryRead(wire.AsSpan(0, written), ref offset, out string? read));
        Assert.Equal((longest, 255), (read, offset));
    }

    [Fact]
    public void A_dot_within_a_label_is_not_a_border_between_labels()
    {
        byte[] wire = [3, (byte)'a', (byte)'.', (byte)'b', 0];
        int offset = 0;
        Assert.True(DnsName.TryRead(wire, ref offset, out string? name));
        Assert.Equal(@"a\046b", name);
    }
}
