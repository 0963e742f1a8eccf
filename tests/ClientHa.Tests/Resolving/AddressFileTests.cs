using System.Collections.Immutable;
using System.Net;
using ClientHa.Configuration;
using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class AddressFileTests
{
    private static readonly (SiteName Name, ImmutableArray<IPEndPoint> Endpoints)[] Sites =
    [
        (new("0.ha.test", 8001), [IPEndPoint.Parse("10.0.0.1:8001"), IPEndPoint.Parse("[fd00::1]:8001")]),
        (new("::1", 8002), [IPEndPoint.Parse("[::1]:8002")]),
    ];

    private static readonly string Text = AddressFile.Write("ha.test:8001", Sites);

    [Fact]
    public void What_was_written_is_read_again()
    {
        Assert.Equal("clientha-addresses 1\nha.test:8001\n0.ha.test:8001 10.0.0.1 fd00::1\n[::1]:8002 ::1\nend ", Text[..Text.LastIndexOf(' ')] + " ");
        AssertAreSites(AddressFile.Read(Text, "ha.test:8001", out _));
    }

    [Fact]
    public void A_text_that_is_torn_anywhere_is_none() => Assert.All(Enumerable.Range(0, Text.Length), length =>
    {
        Assert.Null(AddressFile.Read(Text[..length], "ha.test:8001", out string? fault));
        Assert.NotNull(fault);
    });

    [Fact]
    public void A_text_that_is_damaged_anywhere_is_none() => Assert.All(Enumerable.Range(0, Text.Length), place =>
    {
        char[] damaged = Text.ToCharArray();
        damaged[place] ^= '\u0001';
        Assert.Null(AddressFile.Read(new string(damaged), "ha.test:8001", out string? fault));
        Assert.NotNull(fault);
    });

    [Theory]
    [InlineData("", "is not of this version")]
    [InlineData("\0\0\0\0", "is not of this version")]
    [InlineData("clientha-addresses 2\nha.test:8001\nend 0000000000000000\n", "is not of this version")]
    [InlineData("clientha-addresses 1", "is torn or damaged")]
    [InlineData("clientha-addresses 1\nend ", "is torn or damaged")]
    public void Garbage_and_other_versions_are_none_and_say_why(string text, string expected)
    {
        Assert.Null(AddressFile.Read(text, "ha.test:8001", out string? fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void The_addresses_of_another_service_are_none_of_ours()
    {
        Assert.Null(AddressFile.Read(Text, "hb.test:8001", out string? fault));
        Assert.Equal("is of another service, ha.test:8001", fault);
    }

    [Theory]
    [InlineData("0.ha.test:8001")]
    [InlineData("0.ha.test:8001 ")]
    [InlineData("0.ha.test:8001 10.0.0.300")]
    [InlineData("0.ha.test 10.0.0.1")]
    [InlineData("")]
    public void A_line_that_is_no_site_makes_the_whole_none(string line)
    {
        string body = $"clientha-addresses 1\nha.test:8001\n{line}\n";
        string text = $"{body}end {Core.Prng.Hash(0, body):x16}\n";
        Assert.Null(AddressFile.Read(text, "ha.test:8001", out string? fault));
        Assert.Equal("has a line that is no site", fault);
    }

    private static void AssertAreSites(ImmutableArray<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)>? read)
    {
        Assert.NotNull(read);
        Assert.Equal(Sites.Select(site => site.Name), read.Value.Select(site => site.Name));
        Assert.Equal(Sites.SelectMany(site => site.Endpoints), read.Value.SelectMany(site => site.Endpoints));
    }
}
