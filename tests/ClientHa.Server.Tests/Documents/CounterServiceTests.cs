using ClientHa.Core.Replication;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Documents;

/// <summary>Counters and conflicts as clients of any language ask for them.</summary>
public sealed class CounterServiceTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-counters-");

    [Fact]
    public async Task An_addition_without_an_id_counts_each_time_and_one_with_an_id_once()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = Open(site);
        Assert.Equal(2, (await AddAsync(channel, 2)).Total);
        Assert.Equal(4, (await AddAsync(channel, 2)).Total);

        WriteResponse first = await AddAsync(channel, 5, NewId()), again = await AddAsync(channel, 5, first.Version.OperationId);

        Assert.Equal((9L, 9L, first.Version, first.Sequence), (first.Total, again.Total, again.Version, again.Sequence));
        Assert.Equal(9, (await CallAsync<GetCounterResponse>(channel, "GetCounter", new GetCounterRequest { Key = "hits" })).Total);
        Assert.True(again.Clock > first.Version.Stamp);
    }

    //          how long ago the id was made, in minutes; null: it doesn't say | the refusal
    [Theory]
    [InlineData(null, 3, "The addition's operation id doesn't say when it was made")]
    [InlineData(11, 11, "OPERATION_EXPIRED")]
    [InlineData(-11, 11, "ahead of this site's clock")]
    public async Task An_id_by_whose_time_nobody_can_tell_whether_it_was_counted_is_refused(int? minutes, int status, string message)
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = Open(site);
        ByteString id = minutes is { } ago ? NewId(-ago) : ByteString.CopyFrom(Guid.NewGuid().ToByteArray(bigEndian: true));

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => AddAsync(channel, 5, id));

        Assert.Equal((WireStatusCode)status, refusal.StatusCode);
        Assert.Contains(message, refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(0, await site.Documents.GetCounterAsync("hits", HangGuard.Token));
    }

    [Fact]
    public async Task What_a_counter_cannot_hold_is_out_of_range()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = Open(site);
        await AddAsync(channel, long.MinValue);

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => AddAsync(channel, -1));

        Assert.Equal(WireStatusCode.OutOfRange, refusal.StatusCode);
        Assert.StartsWith("Adding -1 to the counter \"hits\"", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_come_page_by_page_and_those_at_0_not_at_all()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = Open(site);
        foreach ((string key, long delta) in ((string, long)[])[("a/2", 2), ("b", 4), ("a/1", 1), ("a/3", 3), ("a/3", -3)])
            await CallAsync<WriteResponse>(channel, "Add", new AddRequest { Key = key, Delta = delta });

        ListCountersResponse page = await CallAsync<ListCountersResponse>(channel, "ListCounters", new ListCountersRequest { Prefix = "a/", PageSize = 1 });
        ListCountersResponse last = await CallAsync<ListCountersResponse>(
            channel, "ListCounters", new ListCountersRequest { Prefix = "a/", PageSize = 1, PageToken = page.NextPageToken });

        Assert.Equal(new Counter { Key = "a/1", Total = 1 }, Assert.Single(page.Counters));
        Assert.Equal((new Counter { Key = "a/2", Total = 2 }, ""), (Assert.Single(last.Counters), last.NextPageToken));
        Assert.NotEqual(0UL, page.Clock);
        WireException refusal = await Assert.ThrowsAsync<WireException>(() => CallAsync<ListCountersResponse>(channel, "ListCounters", new ListCountersRequest { PageSize = 1_001 }));
        Assert.Equal(WireStatusCode.InvalidArgument, refusal.StatusCode);
    }

    [Fact]
    public async Task Conflicts_come_page_by_page_with_both_values()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = Open(site);
        foreach (string key in (string[])["a/1", "a/2", "b"])
            await LoseAsync(channel, key);
        Assert.Equal(3, site.Access.Open().Conflicts);

        ListConflictsResponse page = await ListAsync(channel, new() { Prefix = "a/", PageSize = 1 });
        ListConflictsResponse last = await ListAsync(channel, new() { Prefix = "a/", PageSize = 1, PageToken = page.NextPageToken });

        ConflictEntry newest = Assert.Single(page.Conflicts);
        Assert.Equal(("a/2", "won", "lost"), (newest.Won.Key, newest.Won.Value.ToStringUtf8(), newest.Lost.Value.ToStringUtf8()));
        Assert.Equal(site.Access.Open().Replica.Value, newest.LostReplica);
        Assert.Equal(("a/1", ""), (Assert.Single(last.Conflicts).Won.Key, last.NextPageToken));
        Assert.Equal(3, (await ListAsync(channel, new())).Conflicts.Count);
        foreach (ListConflictsRequest wrong in (ListConflictsRequest[])[new() { PageSize = 1_001 }, new() { PageToken = "x" }, new() { PageToken = new string('x', 96) }])
            Assert.Equal(WireStatusCode.InvalidArgument, (await Assert.ThrowsAsync<WireException>(() => ListAsync(channel, wrong))).StatusCode);
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>A later try, whose stamp is older than what was written since.</summary>
    private static async Task LoseAsync(WireChannel channel, string key)
    {
        WriteResponse won = await CallAsync<WriteResponse>(channel, "Put", new PutRequest { Key = key, Value = ByteString.CopyFromUtf8("won") });
        WriteIdentity identity = new() { OperationId = NewId(), Stamp = won.Version.Stamp - 1, Restamped = true };
        WriteResponse lost = await CallAsync<WriteResponse>(channel, "Put", new PutRequest { Key = key, Value = ByteString.CopyFromUtf8("lost"), Identity = identity });
        Assert.True(lost.Superseded);
    }

    private static WireChannel Open(DocumentsSite site) => new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));

    private static ByteString NewId(int minutes = 0)
    {
        byte[] bytes = new byte[OperationId.Bytes];
        OperationId.Create(DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeMilliseconds(), 1, (ulong)Guid.NewGuid().GetHashCode() << 8).Write(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static Task<WriteResponse> AddAsync(WireChannel channel, long delta, ByteString? id = null) => CallAsync<WriteResponse>(
        channel, "Add", new AddRequest { Key = "hits", Delta = delta, Identity = id is null ? null : new WriteIdentity { OperationId = id } });

    private static Task<ListConflictsResponse> ListAsync(WireChannel channel, ListConflictsRequest request) =>
        CallAsync<ListConflictsResponse>(channel, "ListConflicts", request);

    private static Task<T> CallAsync<T>(WireChannel channel, string method, IMessage request)
        where T : class, IMessage =>
        channel.UnaryAsync<T>(DocumentsReflection.Descriptor.Services[0].FindMethodByName(method), request, cancellationToken: HangGuard.Token);
}
