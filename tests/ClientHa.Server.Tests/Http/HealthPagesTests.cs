using System.Net;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Http;

public sealed class HealthPagesTests : IAsyncLifetime
{
    private RunningSite? running;

    private RunningSite Site => running!;

    public async Task InitializeAsync() => running = await RunningSite.StartAsync(map: app => app.MapGet("/own", () => "own"));

    public async Task DisposeAsync() => await Site.DisposeAsync();

    [Fact]
    public async Task A_site_that_serves_answers_a_ping()
    {
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, "/ping");

        Assert.Equal((HttpStatusCode.OK, "pong\n"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_site_that_does_not_serve_says_why()
    {
        Site.Health.Set(HealthState.Starting("waits for 1.ha.test:8001"));
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, "/ping");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "starting: waits for 1.ha.test:8001\n"),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/pings")]
    [InlineData("/Ping")]
    [InlineData("/own")]
    public async Task Another_path_is_not_found(string path)
    {
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_site_that_serves_is_alive_and_ready()
    {
        Assert.Equal((HttpStatusCode.OK, "alive\n"), await AskAsync("/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync("/readyz"));
    }

    [Fact]
    public async Task A_site_that_waits_for_another_is_alive_and_not_ready()
    {
        Site.Health.Set(HealthState.Starting("waits for 1.ha.test:8001"));

        Assert.Equal((HttpStatusCode.OK, "alive\n"), await AskAsync("/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting: waits for 1.ha.test:8001\n"), await AskAsync("/readyz"));
    }

    [Fact]
    public async Task A_site_that_only_a_new_start_can_help_is_not_alive()
    {
        // The host's stop is not wanted here, but to see what is answered until then.
        using ManualResetEventSlim isAnswered = new();
        using CancellationTokenRegistration holding = Site.App.Lifetime.ApplicationStopping.Register(() => isAnswered.Wait(HangGuard.Token));
        Site.App.Services.GetRequiredService<SiteFault>().Report("The log cannot be written any more.");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The log cannot be written any more.\n"), await AskAsync("/healthz"));
        isAnswered.Set();
    }

    [Fact]
    public async Task A_ping_is_a_GET()
    {
        using HttpResponseMessage response = await Site.SendAsync(HttpMethod.Post, Site.Http, "/ping");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (response.StatusCode, string.Join(", ", response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task A_load_balancer_may_ask_for_the_head_alone()
    {
        using HttpResponseMessage response = await Site.SendAsync(HttpMethod.Head, Site.Http, "/ping");
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task GRPC_calls_do_not_reach_the_HTTP_port() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => Site.CallAsync("/grpc.health.v1.Health/Check", Site.Http));

    [Fact]
    public async Task The_gRPC_port_has_no_ping()
    {
        using HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await client.GetAsync(new Uri(Site.Grpc, "/ping"), HangGuard.Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(string path)
    {
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
