using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.V1;
using ClientHa.Wire;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Peers;

/// <summary>The first words of a link, its row in the table, and its end.</summary>
public sealed class PeerSessionTests : PeerSessionBed
{
    [Fact]
    public async Task Members_say_hello_and_ask_for_what_they_lack()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());

        Assert.Equal(PeerMessage.MessageOneofCase.Hello, (await stream.Sent.Reader.ReadAsync()).MessageCase);
        Assert.Equal(PeerMessage.MessageOneofCase.Subscribe, (await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe)).MessageCase);
        stream.End();
        Assert.Equal(PeerFailureKind.Lost, (await session).Failure.Kind);
        Assert.Equal(LinkState.Down, Row(host).State);
    }

    [Fact]
    public async Task A_peer_has_one_row_whoever_dialled_and_however_it_went()
    {
        PeerHost host = Host(null);
        host.Table.StatusOf(Address);
        // The peer dials, and this site joins by that link; then its own call to the peer is one too many.
        (ScriptedStream accepted, Task<PeerSessionEnd> joining) = Begin(host, null, Member());
        await NextAsync(accepted, PeerMessage.MessageOneofCase.Subscribe);
        (_, Task<PeerSessionEnd> dialled) = Begin(host, Address, Member());

        Assert.Equal(PeerFailureKind.Redundant, (await dialled).Failure.Kind);
        Assert.Equal((Address, LinkState.Good), (Row(host).Address, Row(host).State));
        accepted.End();
        await joining;
    }

    [Fact]
    public void An_address_that_leads_to_another_site_leaves_the_first_one_its_row()
    {
        PeerTable table = new(TimeProvider.System);
        PeerStatus first = table.StatusOf(1, Address), second = table.StatusOf(2, Address);

        Assert.NotSame(first, second);
        Assert.Equal((first, second, second), (table.StatusOf(1, null), table.StatusOf(2, null), table.StatusOf(Address)));
        Assert.Equal([second, first], table.Statuses);
        Assert.Same(first, table.StatusOf(1, Address));
    }

    [Fact]
    public async Task A_row_shows_the_link_that_has_taken_anothers_place()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream accepted, Task<PeerSessionEnd> first) = Begin(host, null, Member());
        await NextAsync(accepted, PeerMessage.MessageOneofCase.Subscribe);
        (ScriptedStream dialled, Task<PeerSessionEnd> second) = Begin(host, Address, Member());
        await NextAsync(dialled, PeerMessage.MessageOneofCase.Subscribe);

        Assert.Equal(PeerFailureKind.Redundant, (await first).Failure.Kind);
        Assert.Equal(LinkState.Good, Row(host).State);
        dialled.End();
        await second;
        Assert.Equal((LinkState.Down, "the peer ended the stream"), (Row(host).State, Row(host).LastBadReason));
    }

    [Fact]
    public async Task A_link_that_the_peer_holds_for_one_too_many_is_down_when_there_is_no_other()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Subscribe);
        Assert.Equal(LinkState.Good, Row(host).State);

        stream.Refuse(WireStatusCode.AlreadyExists, "another link to the same site has taken its place");

        Assert.Equal(PeerFailureKind.Redundant, (await session).Failure.Kind);
        Assert.Equal((LinkState.Down, null), (Row(host).State, Row(host).LastBad));
    }

    [Fact]
    public async Task Why_a_peer_takes_no_more_is_what_it_says_at_the_end()
    {
        PeerHost host = Host(Cluster);
        ScriptedStream stream = new() { TakesOnlyHello = true };
        stream.Say(PeerHello.Write(Member(), DateTimeOffset.UnixEpoch));
        Task<PeerSessionEnd> session = PeerSession.RunAsync(stream, Address, host, null, Stop.Token);
        while (!host.Table.HasLinks)
            await Task.Yield();

        stream.Refuse(WireStatusCode.AlreadyExists, "another link to the same site has taken its place");

        Assert.Equal(PeerFailureKind.Redundant, (await session.WaitAsync(TimeSpan.FromSeconds(30))).Failure.Kind);
        Assert.Null(Row(host).LastBad);
    }

    [Fact]
    public async Task A_link_that_gives_way_while_its_peer_is_let_in_has_not_failed()
    {
        PeerHost host = Host(Cluster);
        using ManualResetEventSlim disk = new();
        Folder.Files.OnFlush = disk.Wait;
        Task<ReplicaReply.Written> write = WriteAsync("a", Core.Replication.OperationKind.Put);
        // At a founding links are dialled from both sides at once; that the peer is let in is written down first, and the disk is busy.
        (_, Task<PeerSessionEnd> first) = Begin(host, null, Member() with { Cluster = null });
        while (!host.Table.HasLinks)
            await Task.Yield();
        (ScriptedStream dialled, Task<PeerSessionEnd> second) = Begin(host, Address, Member() with { Cluster = null });

        await ((Task)first).WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        disk.Set();
        await write;
        PeerFailure failure = (await first).Failure;
        Assert.Equal((PeerFailureKind.Redundant, "another link to the same site has taken its place"), (failure.Kind, failure.Message));
        Assert.Null(Row(host).LastBad);
        dialled.End();
        await second;
    }

    [Fact]
    public async Task Nothing_waits_for_a_site_that_was_retired()
    {
        PeerHost host = Host(Cluster);
        await Loop.AskAsync<ReplicaReply.Admitted>(call => new ReplicaInput.Admit(call, There), CancellationToken.None);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Hello);
        await WriteAsync("lacking", Core.Replication.OperationKind.Put);
        stream.End();
        await session;
        Assert.InRange(Row(host).Pending, 1UL, 2UL);

        await Loop.AskAsync<ReplicaReply.Retired>(call => new ReplicaInput.Retire(call, [There]), CancellationToken.None);
        Assert.Equal((0UL, TimeSpan.Zero), (Row(host).Pending, Row(host).Lag));
    }
}
