using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>Calls that are no gRPC, over both versions of HTTP.</summary>
public sealed class PlainHttp1Tests() : PlainHttpTests(HttpProtocols.Http1);

/// <inheritdoc cref="PlainHttp1Tests"/>
public sealed class PlainHttp2Tests() : PlainHttpTests(HttpProtocols.Http2);

/// <summary>What both versions have in common.</summary>
public abstract class PlainHttpTests(HttpProtocols protocols) : AttemptTest
{
    [Theory]
    [InlineData("GET",     503, true)]
    [InlineData("GET",     502, true)]
    [InlineData("GET",     504, true)]
    [InlineData("HEAD",    503, true)]
    [InlineData("OPTIONS", 503, true)]
    [InlineData("PUT",     503, true)]
    [InlineData("DELETE",  503, true)]
    [InlineData("POST",    503, false)]
    [InlineData("PATCH",   503, false)]
    public async Task A_verb_that_may_be_repeated_is_when_the_site_is_down(string verb, int status, bool moves)
    {
        HttpSite down = await PlainAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("down");
        });
        HttpSite good = await PlainAsync(EchoAsync);
        HaClient client = StillClient(down.Name, good.Name);

        using HttpResponseMessage response = await client.SendAsync(Plain(client, new HttpMethod(verb), "/a?b=c"), Guard);
        string body = await response.Content.ReadAsStringAsync(Guard);

        Assert.Equal(moves ? HttpStatusCode.OK : (HttpStatusCode)status, response.StatusCode);
        Assert.Equal(verb == "HEAD" ? "" : moves ? $"{verb} /a?b=c " : "down", body);
        Assert.Equal(moves ? 1 : 0, good.CallCount);
        Assert.Equal(SiteState.Ejected, client.State(0));
    }

    [Theory]
    [InlineData("GET",  true)]
    [InlineData("PUT",  true)]
    [InlineData("POST", false)]
    public async Task A_verb_that_may_be_repeated_is_when_the_connection_is_lost(string verb, bool moves)
    {
        HttpSite dying = await PlainAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        HttpSite good = await PlainAsync(EchoAsync);
        HaClient client = Client(dying.Name, good.Name);
        using StringContent content = new("body");
        HttpRequestMessage request = Plain(client, new HttpMethod(verb), "/a", verb == "GET" ? null : content);

        if (moves)
        {
            using HttpResponseMessage response = await client.SendAsync(request, Guard);
            Assert.Equal($"{verb} /a {(verb == "GET" ? "" : "body")}", await response.Content.ReadAsStringAsync(Guard));
            return;
        }
        Exceptions.AssertIsUnavailable(await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Guard)));
        Assert.Equal(0, good.CallCount);
    }

    /// <summary>IdempotentMethods takes names of gRPC's methods only, so it can't be the remedy.</summary>
    [Theory]
    [InlineData("/take", "if it may be repeated, give it an idempotency-key header or set its request option HaRequestOptions.Idempotent.")]
    [InlineData("/api/v1/take", "if it may be repeated, give it an idempotency-key header or set its request option HaRequestOptions.Idempotent.")]
    [InlineData("/api/take", "add /api/take to IdempotentMethods if it may be repeated.")]
    public async Task A_POST_that_is_lost_says_what_would_let_it_move(string path, string remedy)
    {
        HttpSite dying = await PlainAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        HaClient client = Client(dying.Name);
        using StringContent content = new("body");

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Plain(client, HttpMethod.Post, path, content), Guard));

        Assert.EndsWith($"; {remedy}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_lets_a_POST_move()
    {
        HttpSite down = await PlainAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        HttpSite good = await PlainAsync(EchoAsync);
        HaClient client = Client(down.Name, good.Name);
        using StringContent content = new("body");
        HttpRequestMessage request = Plain(client, HttpMethod.Post, "/a", content);
        request.Headers.Add("Idempotency-Key", "7d0f");

        using HttpResponseMessage response = await client.SendAsync(request, Guard);

        Assert.Equal("POST /a body", await response.Content.ReadAsStringAsync(Guard));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Any_other_status_is_the_calls_affair(int status)
    {
        HttpSite site = await PlainAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        HttpSite other = await PlainAsync(EchoAsync);
        HaClient client = StillClient(site.Name, other.Name);

        using HttpResponseMessage response = await client.SendAsync(Plain(client, HttpMethod.Get), Guard);
        await response.Content.ReadAsByteArrayAsync(Guard);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(SiteState.Available, client.State(0));
        Assert.Equal(0, other.CallCount);
    }

    [Fact]
    public async Task When_every_site_is_down_the_last_ones_answer_is_the_callers()
    {
        HttpSite first = await PlainAsync(DownAsync);
        HttpSite second = await PlainAsync(DownAsync);
        HaClient client = Client(first.Name, second.Name);

        using HttpResponseMessage response = await client.SendAsync(Plain(client, HttpMethod.Get), Guard);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(second.Name, await response.Content.ReadAsStringAsync(Guard));
        Assert.Equal((1, 1), (first.CallCount, second.CallCount));

        static Task DownAsync(HttpContext context)
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync(context.Request.Host.ToString());
        }
    }

    /// <summary>As an application has it: one HttpClient, whose address stands for all sites.</summary>
    [Fact]
    public async Task An_HttpClient_goes_on_at_the_next_site_after_a_kill()
    {
        HttpSite first = await PlainAsync(EchoAsync), second = await PlainAsync(EchoAsync);
        using HaHttpHandler handler = new(new HaOptions { Servers = { first.Name, second.Name }, FirstChoice = "Ordered" });
        using HttpClient client = new(handler) { BaseAddress = handler.Address };
        if (protocols == HttpProtocols.Http2)
            (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using StringContent content = new("license");
        Assert.Equal("GET /a ", await client.GetStringAsync("/a", Guard));
        await first.KillAsync();

        Assert.Equal("GET /a ", await client.GetStringAsync("/a", Guard));
        using HttpResponseMessage put = await client.PutAsync("/seat", content, Guard);
        Assert.Equal("PUT /seat license", await put.Content.ReadAsStringAsync(Guard));
        using StringContent posted = new("license");
        using HttpResponseMessage post = await client.PostAsync("/seat", posted, Guard);
        Assert.Equal("POST /seat license", await post.Content.ReadAsStringAsync(Guard));
        Assert.Equal((1, 3), (first.CallCount, second.CallCount));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_the_callers_affair_and_ejects_the_site()
    {
        HttpSite dying = await PlainAsync(async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await context.HangAsync();
        });
        HttpSite good = await PlainAsync(EchoAsync);
        HaClient client = StillClient(dying.Name, good.Name);
        using HttpResponseMessage response = await client.SendAsync(Plain(client, HttpMethod.Get), Guard);
        await dying.KillAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(Guard));
        Assert.Equal(SiteState.Ejected, client.State(0));
        Assert.Equal(0, good.CallCount);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body}");
    }

    private async Task<HttpSite> PlainAsync(RequestDelegate script) => Own(await HttpSite.StartAsync(script, protocols));

    private HttpRequestMessage Plain(HaClient client, HttpMethod verb, string path = "/a", HttpContent? content = null)
    {
        HttpRequestMessage request = client.Plain(verb, path, content);
        if (protocols == HttpProtocols.Http2)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return request;
    }
}
