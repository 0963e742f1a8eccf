using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Fitting;

/// <summary>What the platform's handler is made like, and what a site sees of a call.</summary>
public sealed class SocketsHandlerTests
{
    [SitesFact]
    public async Task The_applications_callback_has_each_handler_before_its_first_use()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        ConcurrentQueue<SocketsHttpHandler> made = [];
        int connects = 0;
        using Caller caller = sites.ConnectReturning(options => options.ConfigureSocketsHandler = handler =>
        {
            made.Enqueue(handler);
            var connect = handler.ConnectCallback!;
            handler.ConnectCallback = (context, cancellationToken) =>
            {
                Interlocked.Increment(ref connects);
                return connect(context, cancellationToken);
            };
        });
        sites[0].OnCall = Says.Status(14);
        Assert.Equal(1, await caller.AskAsync());
        sites[0].OnCall = Says.Ok;
        await caller.AskUntilAsync(0);

        // Of each site's connections before and after the failure, and of each probe.
        Assert.True(made.Count >= 3 + sites[0].Probes);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.True(connects >= 3);
        Assert.All(made, handler =>
        {
            Assert.False(handler.UseProxy || handler.UseCookies || handler.AllowAutoRedirect);
            Assert.True(handler.EnableMultipleHttp2Connections);
            Assert.Equal(Timeout.InfiniteTimeSpan, handler.PooledConnectionIdleTimeout);
        });
    }

    /// <summary>A channel looks through a <see cref="DelegatingHandler"/> for the platform's handler, and then connects by itself.</summary>
    [Fact]
    public void Nobody_looks_through_the_handler() => Assert.Equal(typeof(HttpMessageHandler), typeof(HaHttpHandler).BaseType);

    [SitesFact]
    public async Task Each_site_is_addressed_by_its_own_name_and_spoken_to_as_the_caller_has_asked()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        ConcurrentQueue<string> seen = [];
        foreach (int site in (int[])[0, 1])
        {
            sites[site].OnCall = context =>
            {
                seen.Enqueue($"{context.Request.Protocol} {context.Request.Host.Host}{context.Request.Path}{context.Request.QueryString}");
                return site == 0 ? Says.Status(14)(context) : Says.Ok(context);
            };
        }

        Assert.True((await caller.CallAsync(isIdempotent: true, method: "/clinic.Clinic/Get?a=1")).IsOkFrom(1));
        Assert.Equal(["HTTP/2 0.ha.test/clinic.Clinic/Get?a=1", "HTTP/2 1.ha.test/clinic.Clinic/Get?a=1"], seen);
    }
}
