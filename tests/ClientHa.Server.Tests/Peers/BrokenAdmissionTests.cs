using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Replication;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A link that ends while the disk is still to say that its peer was let in.</summary>
public sealed class BrokenAdmissionTests : IAsyncLifetime, IDisposable
{
    private readonly ReplicaFolder folder = new();
    private readonly ManualResetEventSlim disk = new();
    private readonly CancellationTokenSource gone = new();
    private readonly ReplicaLoop loop;
    private readonly PeerHost host;

    public BrokenAdmissionTests()
    {
        (LogStore store, loop) = folder.Run();
        folder.Files.OnFlush = disk.Wait;
        host = new(
            0, loop, store, new Membership(0, ReplicaFolder.Id, Guid.NewGuid(), (_, _) => { }), new PeerTable(TimeProvider.System), new PeerLimits(512, 1024),
            TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        disk.Set();
        await gone.CancelAsync();
        await loop.DisposeAsync();
    }

    public void Dispose()
    {
        folder.Dispose();
        disk.Dispose();
        gone.Dispose();
    }

    [Fact]
    public async Task Its_row_says_that_it_is_down()
    {
        Task<PeerSessionEnd> session = Begin(gone.Token);
        await Eventually.UntilAsync(() => Task.FromResult(host.Table.HasLinks));
        Assert.Equal(LinkState.Good, Row.State);

        await gone.CancelAsync();
        await session;

        Assert.Equal(LinkState.Down, Row.State);
    }

    [Fact]
    public async Task One_whose_place_another_has_taken_is_not_lost()
    {
        Task<PeerSessionEnd> first = Begin(CancellationToken.None);
        await Eventually.UntilAsync(() => Task.FromResult(host.Table.HasLinks));
        Task<PeerSessionEnd> second = Begin(gone.Token);

        PeerFailure failure = (await first).Failure;

        Assert.Equal((PeerFailureKind.Redundant, "another link to the same site has taken its place"), (failure.Kind, failure.Message));
        await gone.CancelAsync();
        await second;
    }

    private PeerReport Row => Assert.Single(host.Table.Statuses).Report(host.Store.DurableVector, host.HeartbeatInterval, host.Loop.Roster);

    private Task<PeerSessionEnd> Begin(CancellationToken cancellationToken)
    {
        ScriptedStream stream = new();
        stream.Say(PeerHello.Write(new(SiteIdentity.CurrentProtocol, null, 1, ReplicaId.Create(1, 99UL << 56), VersionVector.Empty), DateTimeOffset.UnixEpoch));
        return PeerSession.RunAsync(stream, null, host, null, cancellationToken);
    }
}
