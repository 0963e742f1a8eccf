using System.Net;
using ClientHa.Sites;
using ClientHa.Tests.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>An answer that says that its site is down, and that is the caller's because there is no other site.</summary>
public sealed class FailedAnswerTests
{
    [Theory]
    [InlineData(HttpProtocols.Http1, 502)]
    [InlineData(HttpProtocols.Http1, 503)]
    [InlineData(HttpProtocols.Http2, 503)]
    [InlineData(HttpProtocols.Http2, 504)]
    public async Task Its_body_is_read_to_the_end_although_its_site_was_taken_out(HttpProtocols protocols, int status)
    {
        await using KestrelSite site = await KestrelSite.StartAsync(protocols: protocols), other = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        TaskCompletionSource gate = new();
        site.OnCall = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("down ");
            await gate.Task;
            await context.Response.WriteAsync("for repair");
        };
        using HttpMessageInvoker invoker = new(bed.Handler, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(bed.Handler.Address, "/things"));
        if (protocols == HttpProtocols.Http2)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None).WaitAsync(Eventually.HangGuard);
        Assert.Equal((status, SiteState.Ejected), ((int)response.StatusCode, bed.Health(0).State));
        SiteDirectory old = bed.Directory;

        bed.Reload(options => options.Servers = [other.Server]);
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(old.IsDisposed);
        gate.SetResult();
        Assert.Equal("down for repair", await response.Content.ReadAsStringAsync().WaitAsync(Eventually.HangGuard));
        await bed.AdvanceUntilAsync(() => old.IsDisposed && site.OpenConnections == 0);
    }
}
