using System.Net;
using ClientHa.Server.Http;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Tests.Http;

public sealed class LoopbackAccessTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.2", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_this_machine_may(string address, bool expected)
    {
        DefaultHttpContext http = new();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        http.Request.Host = new("127.0.0.1", 8000);

        foreach (OperatorRole role in Enum.GetValues<OperatorRole>())
            Assert.Equal(expected, new LoopbackAccess().Refusal(http, role) is null);
    }
}
