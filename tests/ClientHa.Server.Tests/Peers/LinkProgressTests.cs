using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;

namespace ClientHa.Server.Tests.Peers;

/// <summary>What a row says of a link over which much is to go.</summary>
public sealed class LinkProgressTests : IDisposable
{
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(1);
    private static readonly ReplicaId here = ReplicaFolder.Id, there = ReplicaId.Create(1, 99UL << 56);

    private readonly ReplicaFolder folder = new();
    private readonly SteppedTime time = new();
    private readonly PeerStatus status;

    public LinkProgressTests()
    {
        (LogStore store, Replica replica) = folder.Open();
        ReplicaLoop loop = new(replica, store, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        PeerHost host = new(0, loop, store, new Membership(0, here, Guid.NewGuid(), (_, _) => { }), new PeerTable(time), new PeerLimits(512, 1024), heartbeat, time);
        status = new("1.ha.test:8001", time);
        using PeerLink link = new(new ScriptedStream(), new SiteIdentity(2, Guid.NewGuid(), 1, there, VersionVector.Empty), Protocol.Second, dialled: true, host, status);
        status.Connected(link);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_catches_up_while_more_is_written_than_goes_over() => Assert.Equal(LinkState.CatchingUp, StateAfter(ofUs: second => 10 * second, has: Vector));

    [Fact]
    public void It_catches_up_while_more_is_written_there_than_comes_here() =>
        Assert.Equal(LinkState.CatchingUp, StateAfter(ofUs: _ => 0, (_, second) => VersionVector.Empty.With(there, 10 * second), ofThem: second => second));

    [Fact]
    public void It_is_stalled_where_the_peer_goes_on_writing_and_takes_nothing() =>
        Assert.Equal(LinkState.Stalled, StateAfter(ofUs: _ => 5, (_, second) => VersionVector.Empty.With(there, second), ofThem: second => second));

    [Fact]
    public void It_is_stalled_where_this_site_goes_on_writing_and_takes_nothing() =>
        Assert.Equal(LinkState.Stalled, StateAfter(ofUs: second => second, (ofUs, _) => VersionVector.Empty.With(here, ofUs).With(there, 5)));

    private static VersionVector Vector(ulong ofUs, ulong second) => VersionVector.Empty.With(here, second);

    /// <param name="ofUs">How many of this site's operations are here in some second.</param>
    /// <param name="has">What the peer says then that it has.</param>
    /// <param name="ofThem">How many of the peer's are here.</param>
    private LinkState StateAfter(Func<ulong, ulong> ofUs, Func<ulong, ulong, VersionVector> has, Func<ulong, ulong>? ofThem = null)
    {
        VersionVector local = VersionVector.Empty;
        for (ulong second = 1; second <= 10; second++)
        {
            time.Step(heartbeat);
            local = VersionVector.Create([new(here, ofUs(second), 0), new(there, ofThem?.Invoke(second) ?? 0, 0)]);
            status.Heard(has(ofUs(second), second), local);
        }
        return status.Report(local, heartbeat, new Roster([here], [])).State;
    }
}
