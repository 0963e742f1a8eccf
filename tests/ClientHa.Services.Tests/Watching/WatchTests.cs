using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;
using static ClientHa.Services.Tests.Watching.Script;

namespace ClientHa.Services.Tests.Watching;

public sealed class WatchTests
{
    [Fact]
    public async Task A_watch_brings_what_there_is_and_then_what_happens()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        await client.PutAsync("a/1", "one");
        await client.PutAsync("b/1", "elsewhere");

        await using Reading watch = new(client.WatchAsync("a/"));
        Assert.Equal("a/1=one", await watch.NextAsync(1));
        await client.PutAsync("a/2", "two");
        await client.DeleteAsync("a/1");

        Assert.Equal("a/2=two a/1-", await watch.NextAsync(2));
    }

    [Fact]
    public async Task A_watch_from_now_leaves_out_what_there_is()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        await client.PutAsync("a", "before");
        TaskCompletionSource begun = new();

        await using Reading watch = new(client.WatchAsync(options: new WatchOptions { FromNow = true, CursorMoved = _ => begun.TrySetResult() }));
        Task<string> next = watch.NextAsync(1);
        await begun.Task.WaitAsync(HangGuard.Token);
        await client.PutAsync("b", "after");

        Assert.Equal("b=after", await next);
    }

    [Fact]
    public async Task A_watch_goes_on_from_a_cursor_that_was_kept_as_text()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        await client.PutAsync("a", "1");
        await client.PutAsync("b", "2");
        string kept;
        await using (Reading first = new(client.WatchAsync()))
        {
            await first.NextAsync();
            kept = (await first.NextAsync()).Cursor.ToString();
        }
        await client.PutAsync("c", "3");

        await using Reading second = new(client.WatchAsync(options: new WatchOptions { Cursor = WatchCursor.Parse(kept) }));

        Assert.Equal("c=3", await second.NextAsync(1));
    }

    [Fact]
    public async Task Only_the_last_change_of_a_response_carries_its_cursor()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams([Response("X", Put("a", 1), Put("b", 2)), Response("Y", Put("c", 3), Put("d", 4))]);
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync());
        string[] cursors =
        [
            .. from change in new[] { await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync() }
               select change.Cursor.Bytes(),
        ];

        Assert.Equal(["", "X", "X", "Y"], cursors);
    }

    [Fact]
    public async Task A_cursor_is_told_when_all_that_it_covers_was_taken_and_at_the_start()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = Streams([Response("X"), Response("Y", Put("a", 1)), Response("Y"), Response("Z"), Response("Z", Put("b", 2))]);
        using DocumentsClient client = new(site.Url, 0);
        List<string> told = [];

        await using Reading watch = new(client.WatchAsync(options: new WatchOptions { CursorMoved = cursor => told.Add(cursor.Bytes()) }));
        await watch.NextAsync();
        Assert.Equal(["X"], told);
        await watch.NextAsync();

        Assert.Equal(["X", "Y", "Z"], told);
    }

    [Fact]
    public async Task A_change_that_had_lost_before_it_came_is_not_delivered()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        Change lost = Put("a", 1);
        lost.Superseded = true;
        site.Watch = Streams([Response("X", Put("a", 2), lost, Put("b", 3))]);
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync());

        Assert.Equal("a=2 b=3", await watch.NextAsync(2));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_watch_with_its_end_ends_its_stream_at_the_site(bool isCancelled, bool isDisposed)
    {
        await using FakeSite site = await FakeSite.StartAsync();
        TaskCompletionSource ended = new();
        site.Watch = async (_, responses, context) =>
        {
            using CancellationTokenRegistration registration = context.CancellationToken.Register(ended.SetResult);
            await responses.WriteAsync(Response("X", Put("a", 1)));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        };
        using HaHttpHandler handler = new(site.Url);
        using DocumentsClient client = new(handler);
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<DocumentChange> watch = client.WatchAsync(cancellationToken: cancel.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        Task<bool> next = watch.MoveNextAsync().AsTask();
        if (isCancelled)
            await cancel.CancelAsync();
        if (isDisposed)
            client.Dispose();

        Exception thrown = await Assert.ThrowsAnyAsync<Exception>(() => next.WaitAsync(HangGuard.Token));
        Assert.IsType(isDisposed ? typeof(ObjectDisposedException) : typeof(OperationCanceledException), thrown);
        await ended.Task.WaitAsync(HangGuard.Token);
    }
}
