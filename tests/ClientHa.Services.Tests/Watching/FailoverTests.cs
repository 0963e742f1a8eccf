using System.Collections.Concurrent;
using ClientHa.Fakes;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;
using Xunit;
using static ClientHa.Services.Tests.Watching.Script;

namespace ClientHa.Services.Tests.Watching;

public sealed class FailoverTests
{
    public static TheoryData<string> Ends => ["ended", "UNAVAILABLE", "INTERNAL", "UNKNOWN", "DEADLINE_EXCEEDED", "reset"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_watch_whose_stream_breaks_goes_on_from_its_cursor(string end)
    {
        await using FakeSite site = await FakeSite.StartAsync();
        int opened = 0;
        TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Watch = async (_, responses, context) =>
        {
            if (Interlocked.Increment(ref opened) > 1)
            {
                await responses.WriteAsync(Response("Y", Put("a", 1), Put("b", 2)));
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }
            await responses.WriteAsync(Response("X", Put("a", 1)));
            await taken.Task;
            Break(end, context);
        };
        using DocumentsClient client = Client(site);
        ConcurrentQueue<HaCallException> interruptions = [];

        await using Reading watch = new(client.WatchAsync(options: new WatchOptions { Interrupted = interruptions.Enqueue }));

        Assert.Equal("a=1", await watch.NextAsync(1));
        taken.SetResult();
        Assert.Equal("b=2", await watch.NextAsync(1));
        Assert.Equal(["", "X"], site.Requests<WatchRequest>().Select(TextOf));
        Assert.Single(interruptions);
    }

    [Theory]
    [InlineData(WireStatusCode.InvalidArgument, HaStatusCode.InvalidArgument)]
    [InlineData(WireStatusCode.Unimplemented, HaStatusCode.Unimplemented)]
    [InlineData(WireStatusCode.PermissionDenied, HaStatusCode.PermissionDenied)]
    [InlineData(WireStatusCode.Unauthenticated, HaStatusCode.Unauthenticated)]
    [InlineData(WireStatusCode.OutOfRange, HaStatusCode.OutOfRange)]
    public async Task A_refusal_that_no_other_try_heals_ends_the_watch(object answered, HaStatusCode expected)
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Watch = (_, _, _) => throw new WireException((WireStatusCode)answered, "No.");
        using DocumentsClient client = Client(site);

        await using Reading watch = new(client.WatchAsync());

        HaCallException thrown = await Assert.ThrowsAsync<HaCallException>(watch.NextAsync);
        Assert.Equal((expected, "No."), (thrown.StatusCode, thrown.Detail));
        Assert.Single(site.Calls);
    }

    [Fact]
    public async Task A_killed_sites_watch_goes_on_at_the_next_one_without_a_gap_or_a_change_that_comes_twice()
    {
        FakeStore store = new();
        await using FakeSite first = await FakeSite.StartAsync(store);
        await using FakeSite second = await FakeSite.StartAsync(store);
        using DocumentsClient client = Client(first, second);

        await using Reading watch = new(client.WatchAsync());
        await client.PutAsync("a", "1");
        Assert.Equal("a=1", await watch.NextAsync(1));
        await first.KillAsync();
        await client.PutAsync("b", "2");
        await client.PutAsync("a", "3");

        Assert.Equal("b=2 a=3", await watch.NextAsync(2));
        Assert.Single(second.Requests<WatchRequest>());
    }

    [Fact]
    public async Task A_change_that_another_site_sends_again_or_later_than_a_newer_one_is_not_delivered()
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        first.Watch = async (_, responses, _) => await responses.WriteAsync(Response("X", Put("a", 5), Put("b", 6), Delete("c", 7)));
        second.Watch = Streams([Response("Y", Put("a", 4), Put("b", 6), Put("c", 3), Put("a", 8))]);
        using DocumentsClient client = Client(first, second);

        await using Reading watch = new(client.WatchAsync());
        Assert.Equal("a=5 b=6 c-", await watch.NextAsync(3));
        await first.KillAsync();

        Assert.Equal("a=8", await watch.NextAsync(1));
    }

    [Fact]
    public async Task A_watch_goes_home_with_new_calls()
    {
        FakeStore store = new();
        FakeSite home = await FakeSite.StartAsync(store);
        await using FakeSite other = await FakeSite.StartAsync(store);
        using DocumentsClient client = Client(home, other);
        await using Reading watch = new(client.WatchAsync());
        await client.PutAsync("a", "1");
        Assert.Equal("a=1", await watch.NextAsync(1));
        await home.DisposeAsync();
        await client.PutAsync("b", "2");
        Assert.Equal("b=2", await watch.NextAsync(1));

        await using FakeSite again = await FakeSite.StartAsync(store, home.EndPoint);
        Task<string> next = watch.NextAsync(1);
        await again.Watched.WaitAsync(HangGuard.Token);
        await client.PutAsync("c", "3");

        Assert.Equal("c=3", await next);
    }

    private static DocumentsClient Client(params FakeSite[] sites) => new(new HaOptions
    {
        Servers = [.. sites.Select(site => site.Url)],
        FirstChoice = "Ordered",
        ReconnectDelay = TimeSpan.FromMilliseconds(100),
        Failback = Failback.Immediate,
    });

    private static void Break(string end, WireContext context)
    {
        if (end == "reset")
            context.Http.Abort();
        else if (end != "ended")
            throw new WireException(Enum.GetValues<WireStatusCode>().Single(code => WireStatusName.Of(code) == end), "Gone.");
    }
}
