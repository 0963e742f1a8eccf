using System.Text;
using ClientHa.Server.Documents;
using ClientHa.Server.Draining;
using ClientHa.Server.Health;
using ClientHa.Server.Tests.Hosting;

namespace ClientHa.Server.Tests.Documents;

/// <summary>The documents as a service of the site's own process uses them.</summary>
public sealed class LocalDocumentsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-documents-");

    [Fact]
    public async Task What_is_written_is_read_until_it_is_deleted()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        Assert.Null(await site.Documents.GetAsync("key", HangGuard.Token));

        string first = await site.Documents.PutAsync("key", Bytes("one"), HangGuard.Token);
        string second = await site.Documents.PutAsync("key", Bytes("two"), HangGuard.Token);
        HaDocument? read = await site.Documents.GetAsync("key", HangGuard.Token);
        string deletion = await site.Documents.DeleteAsync("key", HangGuard.Token);

        Assert.Equal(("key", "two", second), (read?.Key, read?.Text, read?.Version));
        Assert.Null(await site.Documents.GetAsync("key", HangGuard.Token));
        Assert.Equal([first, second, deletion], ((string[])[deletion, first, second]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_counter_is_in_no_list_and_no_watch_and_is_there_after_a_restart()
    {
        await using (DocumentsSite site = await DocumentsSite.ServeAsync(directory))
        {
            Assert.Equal(40, await site.Documents.AddAsync("key", 40, HangGuard.Token));
            await site.Documents.PutAsync("key", Bytes("text"), HangGuard.Token);
            Assert.Equal(42, await site.Documents.AddAsync("key", 2, HangGuard.Token));
            await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync("", null, HangGuard.Token).GetAsyncEnumerator();
            Assert.Equal("Put key=text", await NextAsync(watch));
            await site.Documents.AddAsync("other", 1, HangGuard.Token);
            await site.Documents.PutAsync("last", Bytes("text"), HangGuard.Token);
            Assert.Equal("Put last=text", await NextAsync(watch));
            Assert.Equal(["key", "last"], await site.Documents.ListAsync(cancellationToken: HangGuard.Token).Select(document => document.Key).ToArrayAsync(HangGuard.Token));
            Assert.Equal(2, site.Access.Open().Counters);
        }

        await using DocumentsSite again = await DocumentsSite.ServeAsync(directory);
        Assert.Equal(42, await again.Documents.GetCounterAsync("key", HangGuard.Token));
        Assert.Equal(2, again.Access.Open().Counters);
    }

    [Fact]
    public async Task A_counter_that_would_overflow_is_refused_with_the_limit()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        await site.Documents.AddAsync("key", long.MaxValue, HangGuard.Token);

        OverflowException refusal = await Assert.ThrowsAsync<OverflowException>(() => site.Documents.AddAsync("key", 1, HangGuard.Token));
        Assert.StartsWith("Adding 1 to the counter \"key\" would pass what it can hold, -9223372036854775808 to 9223372036854775807", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(long.MaxValue, await site.Documents.GetCounterAsync("key", HangGuard.Token));
    }

    [Fact]
    public async Task A_list_has_all_documents_of_the_prefix_in_the_order_of_their_keys()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        string[] keys = [.. Enumerable.Range(0, 250).Select(number => $"in/{number:000}")];
        await Task.WhenAll(keys.Reverse().Append("out").Select(key => site.Documents.PutAsync(key, Bytes(key), HangGuard.Token)));

        Assert.Equal(keys, await site.Documents.ListAsync("in/", HangGuard.Token).Select(document => document.Text).ToArrayAsync(HangGuard.Token));
        Assert.Equal(251, await site.Documents.ListAsync(cancellationToken: HangGuard.Token).CountAsync(HangGuard.Token));
    }

    [Fact]
    public async Task A_watch_shows_what_was_there_and_what_comes_and_goes_on_from_the_cursor_of_a_change()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        await site.Documents.PutAsync("in/1", Bytes("there"), HangGuard.Token);
        await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync("in/", null, HangGuard.Token).GetAsyncEnumerator();
        Assert.Equal("Put in/1=there", await NextAsync(watch));

        await site.Documents.PutAsync("out", Bytes("other"), HangGuard.Token);
        await site.Documents.PutAsync("in/2", Bytes("comes"), HangGuard.Token);
        Assert.Equal("Put in/2=comes", await NextAsync(watch));
        string? cursor = watch.Current.Cursor;
        await site.Documents.DeleteAsync("in/1", HangGuard.Token);
        Assert.Equal("Delete in/1=", await NextAsync(watch));

        await using IAsyncEnumerator<HaDocumentChange> goesOn = site.Documents.WatchAsync("in/", cursor, HangGuard.Token).GetAsyncEnumerator();
        Assert.Equal("Delete in/1=", await NextAsync(goesOn));
    }

    [Fact]
    public async Task A_watch_ends_when_the_site_stops()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync(cancellationToken: HangGuard.Token).GetAsyncEnumerator();
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await site.StopAsync();

        Assert.False(await next.WaitAsync(HangGuard.Token));
        HaUnavailableException stopped = await Assert.ThrowsAsync<HaUnavailableException>(() => site.Documents.PutAsync("key", Bytes("late"), HangGuard.Token));
        Assert.StartsWith("This site stops, or its log cannot be written any more", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_ends_with_its_token()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using CancellationTokenSource ending = new();
        await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync(cancellationToken: ending.Token).GetAsyncEnumerator();
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(HangGuard.Token));
    }

    [Fact]
    public async Task A_site_that_does_not_serve_yet_says_so()
    {
        await using DocumentsSite site = await DocumentsSite.StartAsync(directory, options => options.Peers = ["127.0.0.1:1"]);
        HealthMoment moment = site.Health.Latest;
        while (!moment.State.Reason.Contains("waits to reach", StringComparison.Ordinal))
            moment = await moment.NextAsync(HangGuard.Token);

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => site.Documents.GetAsync("key", HangGuard.Token),
            () => site.Documents.PutAsync("key", Bytes("value"), HangGuard.Token),
            () => site.Documents.DeleteAsync("key", HangGuard.Token),
            () => site.Documents.AddAsync("key", 1, HangGuard.Token),
            () => site.Documents.GetCounterAsync("key", HangGuard.Token),
            () => site.Documents.ListAsync(cancellationToken: HangGuard.Token).CountAsync(HangGuard.Token).AsTask(),
            () => site.Documents.WatchAsync(cancellationToken: HangGuard.Token).CountAsync(HangGuard.Token).AsTask(),
        ])
        {
            HaUnavailableException refusal = await Assert.ThrowsAsync<HaUnavailableException>(call);
            Assert.StartsWith("Site 0 doesn't serve yet (starting: empty, and waits to reach 127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_to_who_writes()
    {
        LocalDocuments documents = new(new RefusingAccess(Elsewhere.Refusal(Elsewhere.ReadOnly, "This site's disk is full.")));
        HaUnavailableException refusal = await Assert.ThrowsAsync<HaUnavailableException>(() => documents.PutAsync("key", Bytes("value"), HangGuard.Token));
        Assert.Equal("This site's disk is full.", refusal.Message);
    }

    [Fact]
    public async Task Arguments_that_no_site_takes_are_named()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, options => (options.MaxKeyBytes, options.MaxValueBytes) = (10, 20));
        await NamedAsync("key", "The key is empty: give 1 or more characters.", () => site.Documents.GetAsync("", HangGuard.Token));
        await NamedAsync(
            "key", "The key has 11 bytes in UTF-8; this site allows 10: shorten it, or raise MaxKeyBytes at every site.",
            () => site.Documents.DeleteAsync("01234567890", HangGuard.Token));
        await NamedAsync(
            "value", "The value has 21 bytes; this site allows 20: split it, or raise MaxValueBytes at every site.",
            () => site.Documents.PutAsync("key", new byte[21], HangGuard.Token));
        foreach (string cursor in (string[])["!", "_____w"])
        {
            await NamedAsync(
                "cursor", "The cursor is none that a site has given.",
                () => site.Documents.WatchAsync("", cursor, HangGuard.Token).CountAsync(HangGuard.Token).AsTask());
        }
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string> NextAsync(IAsyncEnumerator<HaDocumentChange> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return $"{watch.Current.Kind} {watch.Current.Document?.Key}={watch.Current.Document?.Text}";
    }

    private static async Task NamedAsync(string parameter, string message, Func<Task> call)
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(call);
        Assert.Equal((parameter, $"{message} (Parameter '{parameter}')"), (fault.ParamName, fault.Message));
    }
}
