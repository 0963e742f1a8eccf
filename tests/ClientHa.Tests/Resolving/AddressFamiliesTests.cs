using System.Net;
using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class AddressFamiliesTests
{
    [Theory]
    [InlineData("::1 ::2 ::3 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2 ::3")]
    [InlineData("10.0.0.1 10.0.0.2 ::1", "10.0.0.1 ::1 10.0.0.2")]
    [InlineData("10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2")]
    [InlineData("::1", "::1")]
    public void Families_take_turns_and_each_keeps_its_order(string answered, string tried) =>
        Assert.Equal(tried.Split(' '), AddressFamilies.Interleaved(answered.Split(' ').Select(IPAddress.Parse)).Select(each => each.ToString()));
}
