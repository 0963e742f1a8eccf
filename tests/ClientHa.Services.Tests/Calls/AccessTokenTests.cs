using System.Collections.Concurrent;
using ClientHa.Fakes;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Services.Tests.Calls;

/// <summary>A token goes with every call, and nowhere else.</summary>
public sealed class AccessTokenTests
{
    private const string Token = "clientha_a-secret";

    [Fact]
    public async Task Calls_and_watches_carry_it()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        ConcurrentQueue<string?> shown = new();
        site.Get = (_, context) => Note(context, new GetResponse());
        site.Put = (_, context) => Note(context, new WriteResponse { Version = new V1.Version { OperationId = Google.Protobuf.ByteString.CopyFrom(new byte[16]) } });
        site.Status = (_, context) => Note(context, new GetStatusResponse());
        site.Watch = (_, _, context) =>
        {
            shown.Enqueue(context.RequestMetadata.GetText("authorization"));
            throw new WireException(WireStatusCode.PermissionDenied, "enough");
        };
        ServiceClientOptions options = new() { AccessToken = Token };
        using DocumentsClient documents = new(site.Url, 0, options);
        using SitesClient sites = new(site.Url, 0, options);

        await documents.GetAsync("a");
        await documents.PutAsync("a", "1");
        await sites.GetStatusAsync();
        await Assert.ThrowsAsync<HaCallException>(async () => await documents.WatchAsync().GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal(Enumerable.Repeat($"Bearer {Token}", 4), shown);

        Task<T> Note<T>(WireContext context, T answer)
        {
            shown.Enqueue(context.RequestMetadata.GetText("authorization"));
            return Task.FromResult(answer);
        }
    }

    [Fact]
    public async Task It_stands_in_no_error_and_no_log()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using LogText log = new();
        string url = site.Url;
        site.Get = (_, _) => throw new WireException(WireStatusCode.Unauthenticated, "The token is none of this site's.");
        using (DocumentsClient client = new(url, 0, new ServiceClientOptions { AccessToken = Token, LoggerFactory = log }))
        {
            HaCallException refused = await Assert.ThrowsAsync<HaCallException>(() => client.GetAsync("a"));
            Assert.DoesNotContain(Token, refused.ToString(), StringComparison.Ordinal);
        }
        await site.KillAsync();
        using (DocumentsClient client = new(new HaOptions { Url = url, NoSiteTimeout = TimeSpan.Zero }, new ServiceClientOptions { AccessToken = Token, LoggerFactory = log }))
        {
            HaCallException lost = await Assert.ThrowsAsync<HaCallException>(() => client.GetAsync("a"));
            Assert.DoesNotContain(Token, $"{lost} {client.Handler.Status}", StringComparison.Ordinal);
        }
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nline")]
    [InlineData("schlüssel")]
    public void What_is_no_token_is_refused_and_not_repeated(string token)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new DocumentsClient("grpc://127.0.0.1:1", 0, new ServiceClientOptions { AccessToken = token }));
        Assert.Contains("AccessToken is empty, or has a blank", fault.Message, StringComparison.Ordinal);
        if (token.Length > 0)
            Assert.DoesNotContain(token, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc://ha.test:8001", false)]
    [InlineData("grpc://192.0.2.1:8001", false)]
    [InlineData("grpcs://ha.test:8001", true)]
    [InlineData("grpc://localhost:8001", true)]
    [InlineData("grpc://127.0.0.2:8001", true)]
    [InlineData("grpc://[::1]:8001", true)]
    public void It_never_goes_over_a_line_in_clear(string url, bool isGood)
    {
        ServiceClientOptions options = new() { AccessToken = Token };
        if (isGood)
        {
            using DocumentsClient good = new(url, 0, options);
            return;
        }
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new DocumentsClient(url, 0, options));
        Assert.Contains("in clear, for everyone on the line: write grpcs://", fault.Message, StringComparison.Ordinal);
    }
}
