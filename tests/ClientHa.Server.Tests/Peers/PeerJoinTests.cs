using ClientHa.Server.Peers;
using ClientHa.V1;

namespace ClientHa.Server.Tests.Peers;

/// <summary>An empty site that takes over the state of a cluster.</summary>
public sealed class PeerJoinTests : PeerSessionBed
{
    [Fact]
    public async Task An_empty_site_joins_when_the_whole_state_is_durable_and_not_before()
    {
        PeerHost host = Host(null);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member(new Core.Replication.VectorEntry(There, 1, 5)));
        await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe);
        stream.Say(new PeerMessage { SnapshotBegin = new SnapshotBegin { Vector = { new V1.VectorEntry { Replica = There.Value, Sequence = 1, Chain = 5 } }, Documents = 0 } });
        Assert.Null(host.Membership.Cluster);
        stream.Say(new PeerMessage { SnapshotEnd = new SnapshotEnd() });

        await AcknowledgedAsync(stream, 1);
        Assert.Equal(Cluster, host.Membership.Cluster);
        Assert.Equal([(Cluster, true), (Cluster, false)], Written);
        Assert.Equal(1UL, Store.DurableVector[There]);
        stream.End();
        await session;
    }

    [Fact]
    public async Task A_join_that_breaks_off_leaves_the_site_empty_for_the_next_one()
    {
        PeerHost host = Host(null);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe);
        stream.End();
        await session;

        Assert.Equal([(Cluster, true), (null, false)], Written);
        Assert.False(host.Membership.Member.IsCompleted);
        Assert.True(host.Membership.TryJoin(Guid.NewGuid()));
    }
}
