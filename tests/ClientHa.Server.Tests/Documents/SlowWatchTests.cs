using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A watcher that doesn't read: nothing is heaped up for it.</summary>
public sealed class SlowWatchTests : IDisposable
{
    private const int Writes = 8_000;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-slow-");

    [Fact]
    public async Task A_watcher_that_reads_nothing_is_given_the_state_once_the_log_was_cut_behind_it()
    {
        StoreLimits small = new() { SegmentBytes = 64 * 1024, LogBytesPerSnapshot = 128 * 1024, RetainedLogBytes = 128 * 1024, Interval = TimeSpan.FromMilliseconds(10) };
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: small);
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
        WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(
            DocumentsReflection.Descriptor.Services[0].FindMethodByName("Watch"), new WatchRequest());
        await watch.ReadAsync(HangGuard.Token);
        Assert.Equal(1, site.Access.Watches.Open);

        await Parallel.ForEachAsync(Enumerable.Range(0, Writes), HangGuard.Token, async (number, end) => await site.Documents.PutAsync("key", new byte[1024], end));
        string last = (await site.Documents.GetAsync("key", HangGuard.Token))!.Version;

        int delivered = 0;
        string seen = "";
        while (seen != last[..16])
        {
            WatchResponse response = (await watch.ReadAsync(HangGuard.Token))!;
            delivered += response.Changes.Count;
            seen = response.Changes.Count > 0 ? $"{response.Changes[^1].Document.Version.Stamp:x16}" : seen;
        }

        Assert.InRange(delivered, 1, Writes / 2);
        Assert.Equal(1, site.Access.Watches.Open);
        Assert.True(site.Access.Watches.Resets > 0);
        watch.Dispose();
        SpinWait.SpinUntil(() => site.Access.Watches.Open == 0, TimeSpan.FromSeconds(30));
        Assert.Equal(0, site.Access.Watches.Open);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
