using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A peer whose history is not the one that is known here.</summary>
public sealed class PeerHistoryTests : PeerSessionBed
{
    [Fact]
    public async Task A_peer_with_another_history_is_left_alone_and_the_site_goes_on()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        using ManualResetEventSlim disk = new();
        Folder.Files.OnFlush = disk.Wait;
        // While the disk works for a client, several contradictions queue up behind it; they come out when the link has long ended.
        Task<ReplicaReply.Written> write = Loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("a")), CancellationToken.None);
        for (int i = 0; i < 5; i++)
            stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 4711) } } });
        disk.Set();
        await write;

        Assert.Equal(PeerFailureKind.Diverged, (await session).Failure.Kind);
        for (int i = 0; i < 3; i++)
            await Loop.PostAsync(new ReplicaInput.Push(LinkOf(host), [Codec.Read(Operation(1, 4711))]), CancellationToken.None);
        await Loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("b")), CancellationToken.None);
        Assert.False(Loop.Failed.IsCompleted);
    }

    [Theory]
    [InlineData(Address, true)]
    [InlineData(null, false)]
    public async Task A_disk_that_was_rolled_back_is_believed_to_the_peer_that_was_named(string? address, bool isBelieved)
    {
        string? reason = null;
        PeerHost host = Host(Cluster) with { RolledBack = (why, _) => reason = why };
        (_, Task<PeerSessionEnd> session) = Begin(host, address, Member(new Core.Replication.VectorEntry(ReplicaFolder.Id, 5, 1)));

        Assert.Equal(PeerFailureKind.Refused, (await session).Failure.Kind);
        Assert.Equal(isBelieved, reason?.Contains("rolled back", StringComparison.Ordinal) is true);
    }

    /// <summary>Its hello tells what is durable there: what it had from before the disk was rolled back may become so later.</summary>
    [Theory]
    [InlineData(Address, true)]
    [InlineData(null, false)]
    public async Task A_disk_that_was_rolled_back_is_found_by_what_the_peer_says_after_its_hello(string? address, bool isBelieved)
    {
        string? reason = null;
        PeerHost host = Host(Cluster) with { RolledBack = (why, _) => reason = why };
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe);
        stream.Say(new PeerMessage { Acknowledgement = new Acknowledgement { Vector = { new V1.VectorEntry { Replica = ReplicaFolder.Id.Value, Sequence = 5, Chain = 1 } } } });

        Assert.Equal(PeerFailureKind.Refused, (await session.WaitAsync(TimeSpan.FromSeconds(30))).Failure.Kind);
        Assert.Equal(isBelieved, reason?.Contains("rolled back", StringComparison.Ordinal) is true);
    }
}
