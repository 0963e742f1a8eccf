using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.V1;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A peer that speaks an older version of the protocol.</summary>
public sealed class PeerVersionTests : PeerSessionBed
{
    [Fact]
    public async Task A_peer_of_the_first_version_is_told_what_it_knows_and_nothing_else()
    {
        PeerHost host = Host(Cluster);
        SiteIdentity first = Member() with { ProtocolVersion = Protocol.First, OldestProtocol = Protocol.First };
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, first);
        Hello hello = (await stream.Sent.Reader.ReadAsync()).Hello;
        Assert.Equal((Protocol.First, Protocol.Second), (hello.ProtocolVersion, hello.NewestProtocolVersion));
        stream.Say(new PeerMessage { Subscribe = new Subscribe() });
        await WriteAsync("known", Core.Replication.OperationKind.Put);
        Assert.Equal("known", Assert.Single((await NextAsync(stream, PeerMessage.MessageOneofCase.Push)).Push.Operations).Key);
        Assert.Equal((Protocol.First, (int?)1, (int?)null),
            (Row(host).Protocol, host.Table.SiteTooOldFor(Core.Replication.OperationKind.Add), host.Table.SiteTooOldFor(Core.Replication.OperationKind.Delete)));

        // It came while the peer was on its way in: the link ends, rather than that the peer is sent what it cannot read.
        await WriteAsync("new", Core.Replication.OperationKind.Add);
        PeerFailure failure = (await session).Failure;
        Assert.Equal((PeerFailureKind.Refused, true), (failure.Kind, failure.Message.EndsWith("upgrade site 1", StringComparison.Ordinal)));
        while (stream.Sent.Reader.TryRead(out PeerMessage? sent))
            Assert.DoesNotContain(sent.MessageCase, (PeerMessage.MessageOneofCase[])[PeerMessage.MessageOneofCase.Push, PeerMessage.MessageOneofCase.Heartbeat]);

        (stream, session) = Begin(host, Address, first);
        Assert.Contains("the peer speaks version 1 of the replication protocol, this site version 2: upgrade site 1", (await session).Failure.Message, StringComparison.Ordinal);
        Assert.Equal(Protocol.Second, (await stream.Sent.Reader.ReadAsync()).Hello.ProtocolVersion);
    }

    [Fact]
    public async Task A_peer_of_this_version_is_told_everything()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Subscribe = new Subscribe() });
        await WriteAsync("new", Core.Replication.OperationKind.Add);

        Assert.Equal("new", Assert.Single((await NextAsync(stream, PeerMessage.MessageOneofCase.Push)).Push.Operations).Key);
        Assert.Equal((Protocol.Second, (int?)null), (Row(host).Protocol, host.Table.SiteTooOldFor(Core.Replication.OperationKind.Add)));
        stream.End();
        await session;
    }
}
