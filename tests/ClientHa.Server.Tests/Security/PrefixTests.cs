using ClientHa.V1;
using ClientHa.Wire;
using ClientHa.Server.Tests.Hosting;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Tests.Security;

/// <summary>A client sees and writes what begins as it may, and nothing beside it.</summary>
public sealed class PrefixTests : IAsyncLifetime
{
    private SecureSite? secure;
    private WireChannel? channel;

    private SecureSite Site => secure!;

    public async Task InitializeAsync()
    {
        secure = SecureSite.Create();
        Site.Grant(
            new() { Name = "everything" },
            new() { Name = "config", Read = ["shared/"], Write = ["config/", "cache/"] },
            new() { Name = "reader", Read = ["config/"] });
        await Site.ServeAsync();
        channel = Site.Folder.Connect(Site.Site.Grpc);
        foreach (string key in (string[])["config/a", "config0", "conf", "shared/b", "other/c"])
            await Site.Site.Documents.PutAsync(key, new byte[] { 1 });
    }

    public async Task DisposeAsync()
    {
        channel!.Dispose();
        await Site.DisposeAsync();
    }

    [Theory]
    [InlineData("everything", "other/c", true, true)]
    [InlineData("config", "config/a", true, true)]
    [InlineData("config", "config/", true, true)]
    [InlineData("config", "cache/x", true, true)]
    [InlineData("config", "shared/b", true, false)]
    [InlineData("config", "other/c", false, false)]
    [InlineData("config", "config0", false, false)]
    [InlineData("config", "conf", false, false)]
    [InlineData("config", "CONFIG/a", false, false)]
    [InlineData("reader", "config/a", true, false)]
    [InlineData("reader", "shared/b", false, false)]
    public async Task A_key_is_read_and_written_by_who_may(string name, string key, bool mayRead, bool mayWrite)
    {
        await AssertAsync(mayRead, $"{name} may not read \"{key}\"", () => UnaryAsync<GetResponse>("Get", new GetRequest { Key = key }, name));
        await AssertAsync(mayWrite, $"{name} may not write \"{key}\"", () => UnaryAsync<WriteResponse>("Put", new PutRequest { Key = key, Value = ByteString.CopyFromUtf8("x") }, name));
        await AssertAsync(mayWrite, $"{name} may not write \"{key}\"", () => UnaryAsync<WriteResponse>("Delete", new DeleteRequest { Key = key }, name));
    }

    [Theory]
    [InlineData("everything", "", true)]
    [InlineData("config", "config/", true)]
    [InlineData("config", "config/a", true)]
    [InlineData("config", "shared/", true)]
    [InlineData("config", "config", false)]
    [InlineData("config", "", false)]
    [InlineData("reader", "shared/", false)]
    public async Task A_list_and_a_watch_stay_within_what_may_be_read(string name, string prefix, bool mayRead)
    {
        string refusal = $"{name} may not read all that begins with \"{prefix}\"";
        await AssertAsync(mayRead, refusal, async () =>
        {
            ListResponse page = await UnaryAsync<ListResponse>("List", new ListRequest { Prefix = prefix, PageToken = "a" }, name);
            Assert.All(page.Documents, document => Assert.StartsWith(prefix, document.Key, StringComparison.Ordinal));
        });
        await AssertAsync(mayRead, refusal, async () =>
        {
            using WireServerStreamingCall<WatchResponse> watch = channel!.ServerStreaming<WatchResponse>(Method("Watch"), new WatchRequest { Prefix = prefix }, Site.With(name), HangGuard.Token);
            await watch.ReadAsync(HangGuard.Token);
        });
    }

    [Fact]
    public async Task A_watch_ends_when_its_token_is_taken_away_and_others_go_on()
    {
        using WireServerStreamingCall<WatchResponse> watch = channel!.ServerStreaming<WatchResponse>(Method("Watch"), new WatchRequest { Prefix = "config/" }, Site.With("reader"), HangGuard.Token);
        using WireServerStreamingCall<WatchResponse> other = channel!.ServerStreaming<WatchResponse>(Method("Watch"), new WatchRequest { Prefix = "config/", FromNow = true }, Site.With("everything"), HangGuard.Token);
        await watch.ReadAsync(HangGuard.Token);
        await other.ReadAsync(HangGuard.Token);

        Site.Grant(new AccessGrantOptions { Name = "everything" });

        WireException end = await Assert.ThrowsAsync<WireException>(async () =>
        {
            while (await watch.ReadAsync(HangGuard.Token) is not null)
            {
            }
        });
        Assert.Equal(WireStatusCode.Unauthenticated, end.StatusCode);
        await Site.Site.Documents.PutAsync("config/z", new byte[] { 2 });
        Assert.Equal("config/z", Assert.Single((await other.ReadAsync(HangGuard.Token))!.Changes).Document.Key);
    }

    private static MethodDescriptor Method(string name) => DocumentsReflection.Descriptor.Services[0].FindMethodByName(name);

    private Task<TResponse> UnaryAsync<TResponse>(string method, IMessage request, string name)
        where TResponse : class, IMessage =>
        channel!.UnaryAsync<TResponse>(Method(method), request, Site.With(name), HangGuard.Token);

    private static async Task AssertAsync(bool isAllowed, string refusal, Func<Task> call)
    {
        if (isAllowed)
        {
            await call();
            return;
        }
        WireException failure = await Assert.ThrowsAsync<WireException>(call);
        Assert.Equal(WireStatusCode.PermissionDenied, failure.StatusCode);
        Assert.StartsWith(refusal, failure.Detail, StringComparison.Ordinal);
    }
}
