using System.Threading.Channels;
using ClientHa.Tests.Resolving;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>Both directions at once, through the handler.</summary>
public class DuplexTests : AttemptTest
{
    /// <summary>On a connection that is in use nothing else would flush them.</summary>
    [Fact]
    public async Task The_site_may_speak_before_the_first_message()
    {
        HttpSite site = await SiteAsync(EchoAsync);
        HaClient client = Client(site.Name);
        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>();

        using HttpResponseMessage response = await client.SendAsync(client.Call(Following(outgoing)), Guard);
        outgoing.Writer.Complete();

        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Guard));
    }

    [Fact]
    public async Task Each_side_answers_the_other_a_hundred_times()
    {
        HttpSite site = await SiteAsync(EchoAsync);
        HaClient client = Client(site.Name);
        Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>();

        using HttpResponseMessage response = await client.SendAsync(client.Call(Following(outgoing)), Guard);
        await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
        for (int i = 0; i < 100; i++)
            await PingAsync(outgoing, body, Patterns.Of(1 + (i * 37), i));
        outgoing.Writer.Complete();

        Assert.Equal(0, await body.ReadAsync(new byte[1], Guard));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task A_call_that_moved_is_as_good_as_any()
    {
        HttpSite site = await SiteAsync(EchoAsync);
        RawSite dying = RawSite(async connection =>
        {
            (int id, _) = await connection.ReadHeadersAsync();
            await connection.ReadDataAsync(id, 10);
            connection.Reset();
        });
        HaClient client = Client(dying.Name, site.Name);
        Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>();
        outgoing.Writer.TryWrite(Patterns.Of(10));

        using HttpResponseMessage response = await client.SendAsync(client.Call(Following(outgoing), isIdempotent: true), Guard);
        await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
        byte[] first = new byte[10];
        await body.ReadExactlyAsync(first, Guard);
        Assert.Equal(Patterns.Of(10), first);
        for (int i = 0; i < 10; i++)
            await PingAsync(outgoing, body, Patterns.Of(1000, i));
        outgoing.Writer.Complete();

        Assert.Equal(0, await body.ReadAsync(new byte[1], Guard));
    }

    [Fact]
    public async Task The_limit_of_an_attempt_ends_with_its_headers()
    {
        ManualTime time = new();
        HttpSite site = await SiteAsync(EchoAsync);
        HaClient client = Client(time, options => options.AttemptTimeout = TimeSpan.FromSeconds(1), site.Name);
        Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>();

        using HttpResponseMessage response = await client.SendAsync(client.Call(Following(outgoing)), Guard);
        await using Stream body = await response.Content.ReadAsStreamAsync(Guard);
        await PingAsync(outgoing, body, Patterns.Of(10));
        time.Advance(TimeSpan.FromSeconds(2));
        await PingAsync(outgoing, body, Patterns.Of(20));
        outgoing.Writer.Complete();

        Assert.Equal(0, await body.ReadAsync(new byte[1], Guard));
    }

    private static async Task EchoAsync(HttpContext context)
    {
        await context.BeginAsync();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        context.End(0);
    }

    private static ScriptedContent Following(Channel<byte[]> outgoing) => new(async (stream, cancellationToken) =>
    {
        await foreach (byte[] message in outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await stream.WriteAsync(message, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    });

    private async Task PingAsync(Channel<byte[]> outgoing, Stream body, byte[] message)
    {
        outgoing.Writer.TryWrite(message);
        byte[] echo = new byte[message.Length];
        await body.ReadExactlyAsync(echo, Guard);
        Assert.Equal(message, echo);
    }
}
