using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A site's end of links whose other end is scripted.</summary>
public abstract class PeerSessionBed : IAsyncLifetime, IDisposable
{
    private protected const string Address = "1.ha.test:8001";
    private protected static readonly ReplicaId There = ReplicaId.Create(1, 99UL << 56);
    private protected static readonly Guid Cluster = Guid.NewGuid();

    private protected ReplicaFolder Folder { get; } = new();

    private protected LogStore Store { get; }

    private protected ReplicaLoop Loop { get; }

    private protected List<(Guid? Cluster, bool Joining)> Written { get; } = [];

    private protected CancellationTokenSource Stop { get; } = new();

    protected PeerSessionBed() => (Store, Loop) = Folder.Run();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Stop.CancelAsync();
        await Loop.DisposeAsync();
    }

    public void Dispose()
    {
        Folder.Dispose();
        Stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<ReplicaReply.Written> WriteAsync(string key, Core.Replication.OperationKind kind) => Loop.AskAsync<ReplicaReply.Written>(
        call => new ReplicaInput.Write(call, ReplicaFolder.Put(key, "8 bytes!") with { Kind = kind }), CancellationToken.None);

    private protected PeerHost Host(Guid? cluster) => new(
        0, Loop, Store, new Membership(0, ReplicaFolder.Id, cluster, (member, joining) => Written.Add((member, joining))),
        new PeerTable(TimeProvider.System), new PeerLimits(512, 1024), TimeSpan.FromMinutes(1), TimeProvider.System);

    /// <summary>A link that has ended, as the effects that were decided before its end know it.</summary>
    private protected static PeerLink LinkOf(PeerHost host)
    {
        PeerLink link = new(new ScriptedStream(), Member(), Core.Replication.Protocol.Second, dialled: true, host, host.Table.StatusOf(Address));
        link.Dispose();
        return link;
    }

    private protected (ScriptedStream Stream, Task<PeerSessionEnd> Session) Begin(PeerHost host, string? address, SiteIdentity peer)
    {
        ScriptedStream stream = new();
        stream.Say(PeerHello.Write(peer, DateTimeOffset.UnixEpoch));
        return (stream, PeerSession.RunAsync(stream, address, host, null, Stop.Token));
    }

    private protected static SiteIdentity Member(params Core.Replication.VectorEntry[] entries) =>
        new(SiteIdentity.CurrentProtocol, Cluster, 1, There, VersionVector.Create(entries));

    private protected static V1.Operation Operation(ulong sequence, ulong previousChain) => Codec.Write(new Core.Replication.Operation(
        There, sequence, new(1UL << 32, new OperationId(1, sequence)), 0, Core.Replication.OperationKind.Put, $"theirs {sequence}", new byte[3], default, previousChain));

    private protected static PeerReport Row(PeerHost host) =>
        Assert.Single(host.Table.Statuses).Report(host.Store.DurableVector, host.HeartbeatInterval, host.Loop.Roster);

    /// <summary>Waits until the site says that it has so many of the peer's operations.</summary>
    private protected static async Task AcknowledgedAsync(ScriptedStream stream, ulong sequence)
    {
        while (!(await NextAsync(stream, PeerMessage.MessageOneofCase.Acknowledgement)).Acknowledgement.Vector.Any(entry => entry.Replica == There.Value && entry.Sequence == sequence))
        {
        }
    }

    private protected static async Task<PeerMessage> NextAsync(ScriptedStream stream, PeerMessage.MessageOneofCase kind)
    {
        using CancellationTokenSource guard = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            PeerMessage message = await stream.Sent.Reader.ReadAsync(guard.Token);
            if (message.MessageCase == kind)
                return message;
        }
    }
}
