using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>Calls that are no gRPC, over HTTP/1.1.</summary>
public class PlainHttpTests : AttemptTest
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

        using HttpResponseMessage response = await client.SendAsync(client.Plain(new HttpMethod(verb), "/a?b=c"), Guard);
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
        HttpRequestMessage request = client.Plain(new HttpMethod(verb), "/a", verb == "GET" ? null : content);

        if (moves)
        {
            using HttpResponseMessage response = await client.SendAsync(request, Guard);
            Assert.Equal($"{verb} /a {(verb == "GET" ? "" : "body")}", await response.Content.ReadAsStringAsync(Guard));
            return;
        }
        Exceptions.AssertIsUnavailable(await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Guard)));
        Assert.Equal(0, good.CallCount);
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
        HttpRequestMessage request = client.Plain(HttpMethod.Post, "/a", content);
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

        using HttpResponseMessage response = await client.SendAsync(client.Plain(HttpMethod.Get), Guard);
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

        using HttpResponseMessage response = await client.SendAsync(client.Plain(HttpMethod.Get), Guard);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(second.Name, await response.Content.ReadAsStringAsync(Guard));
        Assert.Equal((1, 1), (first.CallCount, second.CallCount));

        static Task DownAsync(HttpContext context)
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync(context.Request.Host.ToString());
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body}");
    }

    private async Task<HttpSite> PlainAsync(RequestDelegate script) => Own(await HttpSite.StartAsync(script, HttpProtocols.Http1));
}
