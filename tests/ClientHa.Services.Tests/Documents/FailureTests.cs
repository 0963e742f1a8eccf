using System.Text;
using ClientHa.Fakes;
using ClientHa.V1;
using ClientHa.Wire;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class FailureTests
{
    [Fact]
    public async Task A_call_that_takes_too_long_ends_with_DEADLINE_EXCEEDED_and_has_told_the_site_its_time()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Get = async (_, context) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new GetResponse();
        };
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { Timeout = TimeSpan.FromMilliseconds(300) });

        HaCallException thrown = await Assert.ThrowsAsync<HaCallException>(() => client.GetAsync("a").WaitAsync(HangGuard.Token));

        Assert.Equal(HaStatusCode.DeadlineExceeded, thrown.StatusCode);
        Assert.InRange(Assert.Single(site.Calls).RemainingTime!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_watch_has_no_deadline()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        await using Watching.Reading watch = new(client.WatchAsync());
        Task next = watch.NextAsync();
        await site.Watched.WaitAsync(HangGuard.Token);

        Assert.Null(Assert.Single(site.Calls).RemainingTime);
        await site.DisposeAsync();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
    }

    [Fact]
    public async Task A_call_that_a_site_refuses_says_what_it_said()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.List = (_, _) => throw new WireException(WireStatusCode.PermissionDenied, "Not for you.");
        using DocumentsClient client = new(site.Url, 0);

        HaCallException thrown = await Assert.ThrowsAsync<HaCallException>(() => client.ListPageAsync());

        Assert.Equal((HaStatusCode.PermissionDenied, "PERMISSION_DENIED", "Not for you."), (thrown.StatusCode, thrown.StatusName, thrown.Detail));
        Assert.Equal("PERMISSION_DENIED: Not for you.", thrown.Message);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("list")]
    public async Task A_read_goes_on_at_the_next_site_without_being_configured(string read)
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        first.Get = (_, context) => Abort(new GetResponse(), context.Http);
        first.List = (_, context) => Abort(new ListResponse(), context.Http);
        using HaHttpHandler handler = new(new HaOptions { Servers = [first.Url, second.Url], FirstChoice = "Ordered" });
        using DocumentsClient client = new(handler);

        _ = read == "get" ? (object?)await client.GetAsync("a") : await client.ListPageAsync();

        Assert.Equal((1, 1), (first.Calls.Count, second.Calls.Count));
    }

    [Fact]
    public async Task A_call_that_its_caller_cancels_is_cancelled_and_not_failed()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using CancellationTokenSource cancel = new();
        site.Get = async (_, context) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new GetResponse();
        };
        using DocumentsClient client = new(site.Url, 0);

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetAsync("a", cancel.Token).WaitAsync(HangGuard.Token));

        Assert.Equal(cancel.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task A_client_leaves_a_handler_that_is_not_its_own_alone()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using HaHttpHandler handler = new(site.Url);
        DocumentsClient first = new(handler);
        DocumentsClient second = new(handler);

        first.Dispose();
        first.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.GetAsync("a"));
        Assert.Throws<ObjectDisposedException>(() => { first.WatchAsync(); });
        Assert.Null(await second.GetAsync("a"));
    }

    [Fact]
    public void Sites_that_will_not_do_are_refused_at_once()
    {
        Assert.Throws<OptionsValidationException>(() => new DocumentsClient("ha.test", 2));
        Assert.Throws<ArgumentException>(
            () => new DocumentsClient("grpc://ha.test:8001", 2, new ServiceClientOptions { Timeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentNullException>(() => new DocumentsClient((HaHttpHandler)null!));
    }

    [Fact]
    public async Task What_no_site_would_take_is_refused_before_it_is_sent()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        string longest = new('ä', 256);

        await RefusesAsync<ArgumentNullException>(null!, "", "key");
        await RefusesAsync<ArgumentException>("", "", "key");
        await RefusesAsync<ArgumentException>(longest + "x", "", "key", "512", "513");
        await RefusesAsync<ArgumentException>("a\ud800b", "", "key", "surrogate at 1");
        await RefusesAsync<ArgumentException>("a", new string('x', (1 << 20) + 1), "value", "1048576", "1048577");
        Assert.Throws<ArgumentException>("prefix", () => { client.WatchAsync(longest + "x"); });
        Assert.Throws<ArgumentException>("options", () =>
        {
            client.WatchAsync(options: new WatchOptions { FromNow = true, Cursor = WatchCursor.Beginning });
        });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("pageSize", () => client.ListPageAsync(pageSize: 1001));
        Assert.Empty(site.Calls);
        await client.PutAsync(longest, new string('x', 1 << 20));

        async Task RefusesAsync<TException>(string key, string value, string parameter, params string[] parts)
            where TException : ArgumentException
        {
            TException thrown = await Assert.ThrowsAsync<TException>(parameter, () => client.PutAsync(key, Encoding.UTF8.GetBytes(value)));
            Assert.All(parts, part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
        }
    }

    private static Task<TResponse> Abort<TResponse>(TResponse response, Microsoft.AspNetCore.Http.HttpContext http)
    {
        http.Abort();
        return Task.FromResult(response);
    }
}
