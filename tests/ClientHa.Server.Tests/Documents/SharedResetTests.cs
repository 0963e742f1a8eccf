using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Documents;

/// <summary>Watches that are given the whole state: however many there are, and however slow, they hold one copy of it.</summary>
public sealed class SharedResetTests : IDisposable
{
    private const int Watches = 12;
    private const int Documents = 300;

    private static readonly StoreLimits Small = new()
    {
        SegmentBytes = 64 * 1024,
        LogBytesPerSnapshot = 128 * 1024,
        RetainedLogBytes = 128 * 1024,
        Interval = TimeSpan.FromMilliseconds(10),
    };

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-reset-");

    [Fact]
    public async Task Those_that_read_nothing_of_it_share_one_and_each_is_told_what_came_since()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small);
        await FillAsync(site);
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
        List<WireServerStreamingCall<WatchResponse>> watches = [];
        for (int number = 0; number < Watches; number++)
        {
            WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(
                DocumentsReflection.Descriptor.Services[0].FindMethodByName("Watch"), new WatchRequest());
            watches.Add(watch);
            Assert.True((await watch.ReadAsync(HangGuard.Token))!.Reset);
            await site.Documents.PutAsync("since", new[] { (byte)number }, HangGuard.Token);
        }
        Assert.Equal((Watches, 1L), ((int)site.Access.Watches.Resets, site.Access.Resets.Taken));

        foreach (WireServerStreamingCall<WatchResponse> watch in watches)
        {
            HashSet<string> keys = [];
            WatchResponse response;
            do
            {
                response = (await watch.ReadAsync(HangGuard.Token))!;
                keys.UnionWith(response.Changes.Select(change => change.Document.Key));
            }
            while (!response.ResetComplete);
            Assert.Equal(Documents, keys.Count);
            int last = -1;
            while (last != Watches - 1)
            {
                response = (await watch.ReadAsync(HangGuard.Token))!;
                Assert.All(response.Changes, change => Assert.Equal(("since", ++last), (change.Document.Key, change.Document.Value[0])));
            }
            watch.Dispose();
        }
    }

    [Fact]
    public async Task One_who_has_seen_more_is_shown_nothing_older()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small);
        await FillAsync(site);
        ReplicaLoop loop = site.Access.Open();
        Server.Documents.ResetState first = await site.Access.Resets.TakeAsync(loop, Core.Replication.VersionVector.Empty, isNew: false, HangGuard.Token);
        await site.Documents.PutAsync("since", new byte[1], HangGuard.Token);
        Core.Replication.VersionVector has = site.Access.Store.DurableVector;

        Assert.Same(first, await site.Access.Resets.TakeAsync(loop, first.Vector, isNew: false, HangGuard.Token));
        Server.Documents.ResetState second = await site.Access.Resets.TakeAsync(loop, has, isNew: false, HangGuard.Token);
        Assert.True(second.Vector.Covers(has));
        Assert.NotSame(second, await site.Access.Resets.TakeAsync(loop, has, isNew: true, HangGuard.Token));
        GC.KeepAlive(first);
    }

    [Fact]
    public async Task One_from_which_the_log_no_longer_goes_on_is_given_to_nobody()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small);
        ReplicaLoop loop = site.Access.Open();
        Server.Documents.ResetState first = await site.Access.Resets.TakeAsync(loop, Core.Replication.VersionVector.Empty, isNew: false, HangGuard.Token);
        await FillAsync(site);

        Assert.NotSame(first, await site.Access.Resets.TakeAsync(loop, Core.Replication.VersionVector.Empty, isNew: false, HangGuard.Token));
        GC.KeepAlive(first);
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>Writes more than one response holds, until the log no longer reaches back to the beginning.</summary>
    private static async Task FillAsync(DocumentsSite site)
    {
        for (int number = 0; number < Documents || Reaches(); number++)
            await site.Documents.PutAsync($"{number % Documents}", new byte[2_000], HangGuard.Token);

        bool Reaches()
        {
            using IRecordReader? reader = site.Access.Store.OpenReader(Core.Replication.VersionVector.Empty);
            return reader is not null;
        }
    }
}
