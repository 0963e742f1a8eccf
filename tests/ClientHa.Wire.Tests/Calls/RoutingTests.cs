using System.Net;
using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Wire.Tests.Calls;

/// <summary>Which requests are a service's, and which the application's own.</summary>
public sealed class RoutingTests
{
    [Fact]
    public async Task Services_live_side_by_side_and_with_the_applications_own_routes()
    {
        await using var site = await TestSite.StartAsync(endpoints =>
        {
            endpoints.MapWireService(Rpc.Service, new TestService().Bind);
            endpoints.MapWireService(
                Rpc.AbsentService, service => service.Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request)));
            endpoints.MapGet("/own/page", async context => await context.Response.WriteAsync("own"));
        });
        using var channel = site.OpenChannel();
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload());
        await channel.UnaryAsync<Payload>(Rpc.AbsentService.Methods[0], new Payload());
        var exception = await Assert.ThrowsAsync<WireException>(() => channel.UnaryAsync<Payload>(Rpc.NotBound, new Payload()));
        Assert.Equal(WireStatusCode.Unimplemented, exception.StatusCode);
        Assert.Contains("/clientha.wire.testing.Testing/NotBound", exception.Detail, StringComparison.Ordinal);
        Assert.Equal("own", await client.GetStringAsync(new Uri(site.Address, "/own/page")));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(site.Address, "/no/page"))).StatusCode);
    }

    [Fact]
    public void What_the_service_does_not_have_cannot_be_bound()
    {
        var service = new WireServiceBuilder(Rpc.Service).Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request));

        Assert.Throws<ArgumentException>(() => service.Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request)));
        Assert.Throws<ArgumentException>(() => service.Unary<Payload, Payload>("echo", (request, _) => Task.FromResult(request)));
        Assert.Throws<ArgumentException>(() => service.Unary<Payload, Payload>("Count", (request, _) => Task.FromResult(request)));
        Assert.Throws<ArgumentException>(() => service.Unary<Payload, Google.Protobuf.WellKnownTypes.Empty>(
            "Get", (_, _) => Task.FromResult(new Google.Protobuf.WellKnownTypes.Empty())));
    }
}
