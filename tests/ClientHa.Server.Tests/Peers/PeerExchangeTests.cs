using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Peers;

/// <summary>Operations that go over a link, in both directions.</summary>
public sealed class PeerExchangeTests : PeerSessionBed
{
    [Fact]
    public async Task Operations_are_acknowledged_when_they_are_durable()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });

        await AcknowledgedAsync(stream, 1);
        Assert.Equal(1UL, Store.DurableVector[There]);
        stream.End();
        await session;
    }

    [Fact]
    public async Task A_hole_is_asked_for_and_not_taken()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe);
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(2, 7) } } });

        Assert.Empty((await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe)).Subscribe.Vector);
        Assert.Equal(0UL, Store.DurableVector[There]);
        stream.End();
        await session;
    }

    [Fact]
    public async Task A_peer_hears_of_a_site_whose_disk_is_busy()
    {
        PeerHost host = Host(Cluster);
        using ManualResetEventSlim disk = new();
        Folder.Files.OnFlush = disk.Wait;
        Task<ReplicaReply.Written> write = Loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("a")), CancellationToken.None);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Heartbeat = new Heartbeat() });

        await NextAsync(stream, PeerMessage.MessageOneofCase.Acknowledgement);
        Assert.False(write.IsCompleted);
        disk.Set();
        await write;
        stream.End();
        await session;
    }

    [Fact]
    public async Task What_came_from_a_peer_is_not_sent_back_to_it()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Subscribe = new Subscribe() });
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });
        await AcknowledgedAsync(stream, 1);
        await Loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("mine")), CancellationToken.None);

        Push push = (await NextAsync(stream, PeerMessage.MessageOneofCase.Push)).Push;
        Assert.Equal("mine", Assert.Single(push.Operations).Key);
        stream.End();
        await session;
    }

    [Fact]
    public async Task What_a_peer_has_sent_does_not_wait_for_it()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });
        await AcknowledgedAsync(stream, 1);

        // Its next heartbeat is a minute away.
        Assert.Equal((0UL, TimeSpan.Zero, LinkState.Good), (Row(host).Pending, Row(host).Lag, Row(host).State));
        stream.End();
        await session;
    }

    [Fact]
    public async Task A_full_disk_takes_nothing_from_a_peer_and_goes_on_when_there_is_room()
    {
        Folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
        for (int i = 0; !Store.IsFull; i++)
            await Loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put($"{i}")), CancellationToken.None);
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });

        Assert.Contains("takes no writes (No space left on device)", (await session).Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0UL, Store.DurableVector[There]);

        Folder.Files.OnCreate = null;
        (stream, session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Heartbeat);
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });
        await AcknowledgedAsync(stream, 1);
        Assert.Equal(1UL, Store.DurableVector[There]);
        stream.End();
        await session;
    }
}
