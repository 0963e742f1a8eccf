using System.Globalization;
using ClientHa.Server.Documents;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A log that was cut: who was away for longer than it reaches back gets the whole state.</summary>
public sealed class CutLogTests : IDisposable
{
    private static readonly StoreLimits Small = new()
    {
        SegmentBytes = 16 * 1024,
        LogBytesPerSnapshot = 32 * 1024,
        RetainedLogBytes = 32 * 1024,
        Interval = TimeSpan.FromMilliseconds(10),
    };

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-cut-");

    [Fact]
    public async Task A_watch_from_a_cursor_that_the_log_no_longer_reaches_gets_the_state_and_then_what_comes()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small);
        await site.Documents.PutAsync("gone", new byte[1], HangGuard.Token);
        await site.Documents.PutAsync("other", new byte[1], HangGuard.Token);
        await using IAsyncEnumerator<HaDocumentChange> before = site.Documents.WatchAsync("", null, HangGuard.Token).GetAsyncEnumerator();
        Assert.True(await before.MoveNextAsync() && await before.MoveNextAsync());
        string cursor = before.Current.Cursor!;
        await site.Documents.DeleteAsync("gone", HangGuard.Token);
        int last = await WriteUntilCutAsync(site, cursor);

        await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync("", cursor, HangGuard.Token).GetAsyncEnumerator();
        List<string> seen = [];
        while (seen.Count == 0 || seen[^1] != nameof(HaDocumentChangeKind.ResetComplete))
        {
            Assert.True(await watch.MoveNextAsync());
            seen.Add($"{watch.Current.Kind}{watch.Current.Document?.Key}");
        }
        await site.Documents.PutAsync("then", new byte[1], HangGuard.Token);
        Assert.True(await watch.MoveNextAsync());
        seen.Add($"{watch.Current.Kind}{watch.Current.Document?.Key}");

        Assert.Equal(["Reset", .. Enumerable.Range(0, last + 1).Select(number => "Put" + Key(number)), "Putother", "ResetComplete", "Putthen"], seen);
    }

    [Fact]
    public async Task A_peer_that_was_away_for_longer_than_the_log_reaches_is_given_the_state()
    {
        DirectoryInfo first = directory.CreateSubdirectory("0");
        DirectoryInfo second = directory.CreateSubdirectory("1");
        await using DocumentsSite site = await DocumentsSite.ServeAsync(first, store: Small);
        string cursor;
        await using (DocumentsSite peer = await DocumentsSite.ServeAsync(second, options => (options.Site, options.Peers) = (1, [site.Grpc]), Small))
        {
            await peer.Documents.PutAsync("of/the/peer", new byte[1], HangGuard.Token);
            await using IAsyncEnumerator<HaDocumentChange> arrives = site.Documents.WatchAsync("of/", null, HangGuard.Token).GetAsyncEnumerator();
            Assert.True(await arrives.MoveNextAsync());
            cursor = arrives.Current.Cursor!;
            await peer.StopAsync();
        }
        int last = await WriteUntilCutAsync(site, cursor);

        await using DocumentsSite back = await DocumentsSite.ServeAsync(second, options => (options.Site, options.Peers) = (1, [site.Grpc]), Small);
        await using IAsyncEnumerator<HaDocumentChange> comes = back.Documents.WatchAsync(Key(last), null, HangGuard.Token).GetAsyncEnumerator();
        do Assert.True(await comes.MoveNextAsync());
        while (comes.Current.Document?.Key != Key(last));
        Assert.Equal(
            await site.Documents.ListAsync(cancellationToken: HangGuard.Token).Select(document => document.ToString()).ToArrayAsync(HangGuard.Token),
            await back.Documents.ListAsync(cancellationToken: HangGuard.Token).Select(document => document.ToString()).ToArrayAsync(HangGuard.Token));
        Assert.Equal(site.Access.Open().Digest, back.Access.Open().Digest);

        // And it goes on in both directions.
        await back.Documents.PutAsync("of/the/peer", new byte[2], HangGuard.Token);
        await using IAsyncEnumerator<HaDocumentChange> watch = site.Documents.WatchAsync("of/", null, HangGuard.Token).GetAsyncEnumerator();
        do Assert.True(await watch.MoveNextAsync());
        while (watch.Current.Document?.Value.Length != 2);
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <returns>The number of the last document that was written.</returns>
    private static async Task<int> WriteUntilCutAsync(DocumentsSite site, string cursor)
    {
        CancellationToken guard = HangGuard.Token;
        for (int number = 0; ; number++)
        {
            await site.Documents.PutAsync(Key(number), new byte[1024], guard);
            using IRecordReader? reader = site.Access.Store.OpenReader(Cursor.Parse(cursor));
            if (reader is null)
                return number;
        }
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"n/{number:00000}");
}
