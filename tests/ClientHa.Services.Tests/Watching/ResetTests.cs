using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;
using static ClientHa.Services.Tests.Watching.Script;

namespace ClientHa.Services.Tests.Watching;

public sealed class ResetTests
{
    private readonly List<string> present = [];
    private readonly List<string> cursors = [];

    private WatchOptions Options => new()
    {
        ResetCompleted = keys => present.Add(string.Join(' ', keys.Order())),
        CursorMoved = cursor => cursors.Add(cursor.Bytes()),
    };

    [Fact]
    public async Task A_reset_brings_what_has_changed_and_deletes_what_is_gone()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams(
            [Response("X", Put("a", 1), Put("b", 2), Put("c", 3), Delete("d", 4))],
            [Reset(Put("a", 1)), Response("", Put("b", 7)), Complete("Y", Put("e", 8)), Response("Z", Put("f", 9))]);
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync(options: Options));

        Assert.Equal("a=1 b=2 c=3 d-", await watch.NextAsync(4));
        DocumentChange[] changes = [await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync()];
        Assert.Equal(["b", "e", "c"], changes.Select(change => change.Key));
        Assert.Equal([false, false, true], changes.Select(change => change.IsDeleted));
        Assert.Equal(["X", "X", "Y"], changes.Select(change => change.Cursor.Bytes()));
        Assert.All(changes, change => Assert.True(change.IsReset));
        Assert.Empty(present);

        DocumentChange after = await watch.NextAsync();
        Assert.Equal(("f", false), (after.Key, after.IsReset));
        Assert.Equal(["a b e"], present);
        Assert.Equal(["X", "Y"], cursors);
    }

    [Fact]
    public async Task A_reset_that_breaks_off_begins_again_and_deletes_nothing_before_its_end()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams(
            [Response("X", Put("a", 1), Put("b", 2))],
            [Reset(Put("c", 3), Put("a", 1))],
            [Reset(Put("c", 3), Put("b", 2)), Complete("Y")]);
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync(options: Options));

        Assert.Equal("a=1 b=2 c=3 a-", await watch.NextAsync(4));
        Assert.Equal(["", "X", "X"], site.Requests<WatchRequest>().Select(TextOf));
    }

    [Fact]
    public async Task A_document_that_a_site_behind_did_not_have_in_its_reset_comes_again_when_the_site_has_it()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams([Response("X", Put("a", 5))], [Reset(), Complete("Y"), Response("Z", Put("a", 5))]);
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync());

        Assert.Equal("a=5 a- a=5", await watch.NextAsync(3));
    }

    [Fact]
    public async Task A_reset_from_an_empty_site_still_tells_that_it_is_complete()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams([Reset(), Complete("Y"), Response("Z", Put("a", 1))]);
        using DocumentsClient client = new(site.Url, 0);
        WatchOptions options = Options;
        options.Cursor = WatchCursor.Parse("WA");

        await using Reading watch = new(client.WatchAsync(options: options));

        Assert.Equal("a=1", await watch.NextAsync(1));
        Assert.Equal([""], present);
        Assert.Equal("X", TextOf(site.Requests<WatchRequest>().First()));
    }

    private static WatchResponse Reset(params Change[] changes)
    {
        WatchResponse response = Response("", changes);
        response.Reset = true;
        return response;
    }

    private static WatchResponse Complete(string cursor, params Change[] changes)
    {
        WatchResponse response = Response(cursor, changes);
        response.ResetComplete = true;
        return response;
    }
}
