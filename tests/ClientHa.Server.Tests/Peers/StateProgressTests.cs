using System.Threading.Channels;
using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Peers;

/// <summary>What a row says while a whole state goes over a slow line.</summary>
public sealed class StateProgressTests : IAsyncLifetime, IDisposable
{
    private const int Parts = 8;
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(1);
    private static readonly Guid cluster = Guid.NewGuid();
    private static readonly ReplicaId there = ReplicaId.Create(1, 99UL << 56);

    private readonly ReplicaFolder folder = new();
    private readonly SteppedTime time = new();
    private readonly CancellationTokenSource stop = new();
    private readonly LogStore store;
    private readonly ReplicaLoop loop;

    public StateProgressTests() => (store, loop) = folder.Run();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await loop.DisposeAsync();

    public void Dispose()
    {
        folder.Dispose();
        stop.Dispose();
    }

    [Fact]
    public Task It_catches_up_while_parts_come() => AssertCatchesUpAsync(
        isMember: false,
        [
            PeerHello.Write(Identity(cluster), DateTimeOffset.UnixEpoch),
            new PeerMessage { SnapshotBegin = new SnapshotBegin { Vector = { Codec.Write(VersionVector.Empty.With(there, 5)) } } },
            .. Enumerable.Repeat(new PeerMessage { SnapshotPart = new SnapshotPart() }, Parts),
        ]);

    [Fact]
    public async Task It_catches_up_while_parts_go()
    {
        for (int i = 0; i < Parts; i++)
            await loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put($"{i}", new string('x', 100_000))), CancellationToken.None);
        await AssertCatchesUpAsync(isMember: true, [PeerHello.Write(Identity(null), DateTimeOffset.UnixEpoch), new PeerMessage { Subscribe = new Subscribe() }]);
    }

    private async Task AssertCatchesUpAsync(bool isMember, PeerMessage[] messages)
    {
        PeerHost host = new(
            0, loop, store, new Membership(0, ReplicaFolder.Id, isMember ? cluster : null, (_, _) => { }), new PeerTable(time), new PeerLimits(512, 1 << 20), heartbeat, time);
        SlowStream stream = new(messages, time);
        Task<PeerSessionEnd> session = PeerSession.RunAsync(stream, null, host, null, stop.Token);

        await stream.Idle.WaitAsync(TimeSpan.FromSeconds(60));
        PeerReport row = Assert.Single(host.Table.Statuses).Report(store.DurableVector, heartbeat, loop.Roster);
        await stop.CancelAsync();
        await session;

        Assert.Equal(LinkState.CatchingUp, row.State);
    }

    private static SiteIdentity Identity(Guid? member) => new(SiteIdentity.CurrentProtocol, member, 1, there, VersionVector.Empty);

    /// <summary>A second goes by with each part, and the peer says that it lives.</summary>
    private sealed class SlowStream(PeerMessage[] messages, SteppedTime time) : IPeerStream
    {
        private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> words = Channel.CreateUnbounded<bool>();
        private readonly Channel<bool> read = Channel.CreateUnbounded<bool>();
        private int next;
        private int parts;

        public Task Idle => idle.Task;

        public async ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken)
        {
            if (message.MessageCase == PeerMessage.MessageOneofCase.SnapshotPart)
                await PassAsync(() => words.Writer.TryWrite(true), cancellationToken);
        }

        public async ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken)
        {
            if (next == messages.Length)
            {
                read.Writer.TryWrite(true);
                await words.Reader.ReadAsync(cancellationToken);
                return new PeerMessage { Acknowledgement = new Acknowledgement() };
            }
            if (messages[next].MessageCase == PeerMessage.MessageOneofCase.SnapshotPart)
                await PassAsync(() => { }, cancellationToken);
            return messages[next++];
        }

        private async Task PassAsync(Action word, CancellationToken cancellationToken)
        {
            if (++parts == Parts)
            {
                idle.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            time.Step(heartbeat);
            word();
            if (next == messages.Length)
                await read.Reader.ReadAsync(cancellationToken);
        }
    }
}
