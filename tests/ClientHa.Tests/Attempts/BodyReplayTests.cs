using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>The request's body is serialized exactly once, and each attempt sends all of it.</summary>
public class BodyReplayTests : AttemptTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    public async Task A_unary_body_is_serialized_once_and_sent_to_each_site(int length)
    {
        byte[] body = Patterns.Of(length);
        byte[][] received = [[], []];
        RawSite first = RawSite(async connection =>
        {
            await connection.ReadRequestAsync();
            received[0] = [.. connection.Body];
            connection.Reset();
        });
        HttpSite second = await SiteAsync(async context =>
        {
            received[1] = await context.ReadAsync();
            await context.OkAsync();
        });
        HaClient client = Client(first.Name, second.Name);
        ScriptedContent content = ScriptedContent.OfBytes(body);

        await client.AskAsync(client.Call(content, isIdempotent: true), Guard);

        Assert.Equal(1, content.SerializeCount);
        Assert.Equal(body, received[0]);
        Assert.Equal(body, received[1]);
    }

    [Fact]
    public async Task A_body_that_is_still_being_written_goes_on_at_the_next_site()
    {
        byte[] body = Patterns.Of(300_000);
        TaskCompletionSource secondHasTheFirstPart = new();
        byte[] received = [];
        RawSite first = RawSite(async connection =>
        {
            (int id, _) = await connection.ReadHeadersAsync();
            await connection.ReadDataAsync(id, 100_000);
            connection.Reset();
        });
        HttpSite second = await SiteAsync(async context =>
        {
            byte[] part = new byte[100_000];
            await context.Request.Body.ReadExactlyAsync(part);
            secondHasTheFirstPart.SetResult();
            received = [.. part, .. await context.ReadAsync()];
            await context.OkAsync();
        });
        HaClient client = Client(first.Name, second.Name);
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(body.AsMemory(0, 100_000), cancellationToken);
            await secondHasTheFirstPart.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(body.AsMemory(100_000, 150_000), cancellationToken);
            await Task.Yield();
            await stream.WriteAsync(body.AsMemory(250_000), cancellationToken);
        });

        (int? status, _) = await client.AskAsync(client.Call(content, isIdempotent: true), Guard);

        Assert.Equal(0, status);
        Assert.Equal(1, content.SerializeCount);
        Assert.Equal(body, received);
    }

    /// <summary>SocketsHttpHandler serializes a content again by itself after a GOAWAY; a streaming one would then send nothing.</summary>
    [Theory]
    [InlineData(false, Replay.Safe)]
    [InlineData(true, Replay.Safe)]
    [InlineData(false, Replay.Never)]
    [InlineData(true, Replay.Never)]
    public async Task A_body_that_the_platform_sends_again_to_the_same_site_is_the_same(bool isStreamed, Replay replay)
    {
        byte[] body = Patterns.Of(50_000);
        ConcurrentQueue<byte[]> received = [];
        RawSite site = RawSite(async connection =>
        {
            int id = await connection.ReadRequestAsync();
            received.Enqueue([.. connection.Body]);
            if (received.Count == 1)
                await connection.GoAwayAsync(0, 0);
            else
                await connection.AnswerAsync(id);
        });
        HaClient client = Client(options => options.Replay = replay, site.Name);
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(body.AsMemory(0, 20_000), cancellationToken);
            if (isStreamed)
                await Task.Yield();
            await stream.WriteAsync(body.AsMemory(20_000), cancellationToken);
        });

        (int? status, _) = await client.AskAsync(client.Call(content), Guard);

        Assert.Equal(0, status);
        Assert.Equal(1, content.SerializeCount);
        Assert.Equal([body, body], received);
    }

    [Fact]
    public async Task A_content_that_was_disposed_after_it_was_sent_is_still_replayed()
    {
        byte[] body = Patterns.Of(1000);
        byte[] received = [];
        using StreamContent content = new(new MemoryStream(body));
        RawSite first = RawSite(async connection =>
        {
            await connection.ReadRequestAsync();
            content.Dispose();
            connection.Reset();
        });
        HttpSite second = await SiteAsync(async context =>
        {
            received = await context.ReadAsync();
            await context.OkAsync();
        });
        HaClient client = StillClient(first.Name, second.Name);

        (int? status, _) = await client.AskAsync(client.Call(content, isIdempotent: true), Guard);

        Assert.Equal(0, status);
        Assert.Equal(body, received);
        Assert.Equal(SiteState.Available, client.State(1));
    }

    [Fact]
    public async Task A_body_keeps_its_headers_at_the_next_site()
    {
        string[] received = [];
        HttpSite second = await SiteAsync(async context =>
        {
            received = [context.Request.ContentType!, context.Request.Headers.ContentEncoding!, context.Request.Headers["x-mine"]!];
            await context.OkAsync();
        });
        HaClient client = Client(RawSite(FaultScripts.Of(SiteFault.ResetsAfterRequest)).Name, second.Name);
        using ByteArrayContent content = new([1, 2, 3]);
        HttpRequestMessage request = client.Call(content, isIdempotent: true);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc+proto; charset=utf-8");
        content.Headers.ContentEncoding.Add("identity");
        content.Headers.TryAddWithoutValidation("x-mine", "a, b");

        await client.AskAsync(request, Guard);

        Assert.Equal(["application/grpc+proto; charset=utf-8", "identity", "a, b"], received);
    }

    [Fact]
    public async Task The_caller_finds_its_request_as_it_was()
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(ClosedPort(), good.Name);
        using ByteArrayContent content = new([1, 2, 3]);
        HttpRequestMessage request = client.Call(content);
        Uri? address = request.RequestUri;

        await client.AskAsync(request, Guard);

        Assert.Same(content, request.Content);
        Assert.Same(address, request.RequestUri);
        Assert.Null(request.Headers.Host);
    }
}
