using System.Net;
using System.Text;
using ClientHa.Server.Http;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Http;

/// <summary>Who is answered at the operators' port where nothing is configured, and what a browser is told to forbid.</summary>
public sealed class OperatorPagesTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private RunningSite? running;

    private RunningSite Site => running!;

    private IEnumerable<OperatorRoute> Guarded => Site.App.Services.GetRequiredService<OperatorPages>().Routes.Where(route => route.Role is not null);

    public async Task InitializeAsync() => running = await RunningSite.StartAsync();

    public async Task DisposeAsync() => await Site.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public void Only_health_checks_answer_everybody() =>
        Assert.Equal(
            ["/healthz", "/ping", "/readyz"],
            Site.App.Services.GetRequiredService<OperatorPages>().Routes.Where(route => route.Role is null).Select(route => route.Path).Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_name_that_leads_to_loopback_all_of_a_sudden_gets_nothing() =>
        await AssertRefusedAsync(request => request.Headers.Host = "evil.test:8000", "The name evil.test is none");

    [Fact]
    public async Task A_caller_behind_a_proxy_of_this_machine_is_not_at_this_machine()
    {
        await AssertRefusedAsync(request => request.Headers.Add("X-Forwarded-For", "203.0.113.7"), "through a proxy");
        await AssertRefusedAsync(request => request.Headers.Add("Forwarded", "for=203.0.113.7"), "through a proxy");
    }

    [Fact]
    public async Task A_page_of_another_origin_gets_nothing()
    {
        await AssertRefusedAsync(request => request.Headers.Add("Origin", "http://evil.test"), "A page of http://evil.test asks");
        await AssertRefusedAsync(request => request.Headers.Add("Origin", $"http://127.0.0.1:{Site.Http.Port + 1}"), "asks: open the status page");
        await AssertRefusedAsync(request => request.Headers.Add("Sec-Fetch-Site", "cross-site"), "another origin");
        await AssertRefusedAsync(request => request.Headers.Add("Sec-Fetch-Site", "same-site"), "another origin");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task This_machine_is_answered_by_each_of_its_names(string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Site.Http, "/metrics"));
        request.Headers.Host = $"{host}:{Site.Http.Port}";
        request.Headers.Add("Origin", $"http://{host}:{Site.Http.Port}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using HttpResponseMessage response = await client.SendAsync(request, HangGuard.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task What_changes_something_is_JSON_or_nothing()
    {
        foreach (OperatorRoute route in Guarded.Where(route => route.IsWriting))
        {
            using HttpRequestMessage request = new(new HttpMethod(route.Method), new Uri(Site.Http, route.Path))
            {
                Content = new StringContent("{}", Encoding.UTF8, "text/plain"),
            };
            using HttpResponseMessage response = await client.SendAsync(request, HangGuard.Token);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("application/json", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/ping")]
    [InlineData("/metrics")]
    [InlineData("/nothing")]
    public async Task A_browser_is_told_to_run_and_show_nothing_of_others(string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(Site.Http, path), HangGuard.Token);

        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private async Task AssertRefusedAsync(Action<HttpRequestMessage> change, string part)
    {
        Assert.NotEmpty(Guarded);
        foreach (OperatorRoute route in Guarded)
        {
            using HttpRequestMessage request = new(new HttpMethod(route.Method), new Uri(Site.Http, route.Path));
            if (route.IsWriting)
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            change(request);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
            Assert.Equal((route.Path, HttpStatusCode.Forbidden), (route.Path, response.StatusCode));
            Assert.Contains(part, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
