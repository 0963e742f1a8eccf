using ClientHa.Server.Tests.Hosting;

namespace ClientHa.Server.Tests.Documents;

/// <summary>Documents as large as sites may allow.</summary>
public sealed class LargeDocumentTests : IDisposable
{
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-large-");

    [Fact]
    public async Task The_largest_documents_come_to_a_site_that_joins_and_to_one_that_is_linked()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory.CreateSubdirectory("0"), options => options.MaxValueBytes = MaxBytes);
        await site.Documents.PutAsync("before/1", new byte[200 * 1024], HangGuard.Token);
        await site.Documents.PutAsync("before/2", new byte[MaxBytes], HangGuard.Token);
        await using DocumentsSite peer = await DocumentsSite.ServeAsync(
            directory.CreateSubdirectory("1"), options => (options.Site, options.MaxValueBytes, options.Peers) = (1, MaxBytes, [site.Grpc]));
        Assert.Equal(MaxBytes, (await peer.Documents.GetAsync("before/2", HangGuard.Token))?.Value.Length);

        // Together, so that small ones and a large one share a message.
        await using IAsyncEnumerator<HaDocumentChange> watch = peer.Documents.WatchAsync("after/", null, HangGuard.Token).GetAsyncEnumerator();
        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => site.Documents.PutAsync($"after/{number}", new byte[number < 4 ? 100 * 1024 : MaxBytes], HangGuard.Token)));
        SortedDictionary<string, int> seen = new(StringComparer.Ordinal);
        while (seen.Count < 8)
        {
            Assert.True(await watch.MoveNextAsync());
            if (watch.Current.Document is { } document)
                seen[document.Key] = document.Value.Length;
        }
        Assert.Equal(Enumerable.Range(0, 8).Select(number => number < 4 ? 100 * 1024 : MaxBytes), seen.Values);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
