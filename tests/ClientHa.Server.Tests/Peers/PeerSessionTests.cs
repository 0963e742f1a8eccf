using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;
using ClientHa.Wire;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Peers;

public sealed class PeerSessionTests : IAsyncLifetime, IDisposable
{
    private const string Address = "1.ha.test:8001";
    private static readonly ReplicaId There = ReplicaId.Create(1, 99UL << 56);
    private static readonly Guid Cluster = Guid.NewGuid();

    private readonly ReplicaFolder folder = new();
    private readonly LogStore store;
    private readonly ReplicaLoop loop;
    private readonly List<(Guid? Cluster, bool Joining)> written = [];
    private readonly CancellationTokenSource stop = new();

    public PeerSessionTests() => (store, loop) = folder.Run();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await loop.DisposeAsync();
    }

    public void Dispose()
    {
        folder.Dispose();
        stop.Dispose();
    }

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
        Assert.Equal([(Cluster, true), (Cluster, false)], written);
        Assert.Equal(1UL, store.DurableVector[There]);
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

        Assert.Equal([(Cluster, true), (null, false)], written);
        Assert.False(host.Membership.Member.IsCompleted);
        Assert.True(host.Membership.TryJoin(Guid.NewGuid()));
    }

    [Fact]
    public async Task Operations_are_acknowledged_when_they_are_durable()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });

        await AcknowledgedAsync(stream, 1);
        Assert.Equal(1UL, store.DurableVector[There]);
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
        Assert.Equal(0UL, store.DurableVector[There]);
        stream.End();
        await session;
    }

    [Fact]
    public async Task A_peer_with_another_history_is_left_alone_and_the_site_goes_on()
    {
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        using ManualResetEventSlim disk = new();
        folder.Files.OnFlush = disk.Wait;
        // While the disk works for a client, several contradictions queue up behind it; they come out when the link has long ended.
        Task<ReplicaReply.Written> write = loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("a")), CancellationToken.None);
        for (int i = 0; i < 5; i++)
            stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 4711) } } });
        disk.Set();
        await write;

        Assert.Equal(PeerFailureKind.Diverged, (await session).Failure.Kind);
        for (int i = 0; i < 3; i++)
            await loop.PostAsync(new ReplicaInput.Push(LinkOf(host), [Codec.Read(Operation(1, 4711))]), CancellationToken.None);
        await loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("b")), CancellationToken.None);
        Assert.False(loop.Failed.IsCompleted);
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

    [Fact]
    public async Task A_peer_hears_of_a_site_whose_disk_is_busy()
    {
        PeerHost host = Host(Cluster);
        using ManualResetEventSlim disk = new();
        folder.Files.OnFlush = disk.Wait;
        Task<ReplicaReply.Written> write = loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("a")), CancellationToken.None);
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
        await loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("mine")), CancellationToken.None);

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
    public async Task Why_a_peer_takes_no_more_is_what_it_says_at_the_end()
    {
        PeerHost host = Host(Cluster);
        ScriptedStream stream = new() { TakesOnlyHello = true };
        stream.Say(PeerHello.Write(Member(), DateTimeOffset.UnixEpoch));
        Task<PeerSessionEnd> session = PeerSession.RunAsync(stream, Address, host, null, stop.Token);
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
        folder.Files.OnFlush = disk.Wait;
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
    public async Task A_full_disk_takes_nothing_from_a_peer_and_goes_on_when_there_is_room()
    {
        folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
        for (int i = 0; !store.IsFull; i++)
            await loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put($"{i}")), CancellationToken.None);
        PeerHost host = Host(Cluster);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });

        Assert.Contains("takes no writes (No space left on device)", (await session).Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0UL, store.DurableVector[There]);

        folder.Files.OnCreate = null;
        (stream, session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Heartbeat);
        stream.Say(new PeerMessage { Push = new Push { Operations = { Operation(1, 0) } } });
        await AcknowledgedAsync(stream, 1);
        Assert.Equal(1UL, store.DurableVector[There]);
        stream.End();
        await session;
    }

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

    [Fact]
    public async Task Nothing_waits_for_a_site_that_was_retired()
    {
        PeerHost host = Host(Cluster);
        await loop.AskAsync<ReplicaReply.Admitted>(call => new ReplicaInput.Admit(call, There), CancellationToken.None);
        (ScriptedStream stream, Task<PeerSessionEnd> session) = Begin(host, Address, Member());
        await NextAsync(stream, PeerMessage.MessageOneofCase.Hello);
        await WriteAsync("lacking", Core.Replication.OperationKind.Put);
        stream.End();
        await session;
        Assert.InRange(Row(host).Pending, 1UL, 2UL);

        await loop.AskAsync<ReplicaReply.Retired>(call => new ReplicaInput.Retire(call, [There]), CancellationToken.None);
        Assert.Equal((0UL, TimeSpan.Zero), (Row(host).Pending, Row(host).Lag));
    }

    private Task<ReplicaReply.Written> WriteAsync(string key, Core.Replication.OperationKind kind) => loop.AskAsync<ReplicaReply.Written>(
        call => new ReplicaInput.Write(call, ReplicaFolder.Put(key, "8 bytes!") with { Kind = kind }), CancellationToken.None);

    private PeerHost Host(Guid? cluster) => new(
        0, loop, store, new Membership(0, ReplicaFolder.Id, cluster, (member, joining) => written.Add((member, joining))),
        new PeerTable(TimeProvider.System), new PeerLimits(512, 1024), TimeSpan.FromMinutes(1), TimeProvider.System);

    /// <summary>A link that has ended, as the effects that were decided before its end know it.</summary>
    private static PeerLink LinkOf(PeerHost host)
    {
        PeerLink link = new(new ScriptedStream(), Member(), Core.Replication.Protocol.Second, dialled: true, host, host.Table.StatusOf(Address));
        link.Dispose();
        return link;
    }

    private (ScriptedStream Stream, Task<PeerSessionEnd> Session) Begin(PeerHost host, string? address, SiteIdentity peer)
    {
        ScriptedStream stream = new();
        stream.Say(PeerHello.Write(peer, DateTimeOffset.UnixEpoch));
        return (stream, PeerSession.RunAsync(stream, address, host, null, stop.Token));
    }

    private static SiteIdentity Member(params Core.Replication.VectorEntry[] entries) =>
        new(SiteIdentity.CurrentProtocol, Cluster, 1, There, VersionVector.Create(entries));

    private static V1.Operation Operation(ulong sequence, ulong previousChain) => Codec.Write(new Core.Replication.Operation(
        There, sequence, new(1UL << 32, new OperationId(1, sequence)), 0, Core.Replication.OperationKind.Put, $"theirs {sequence}", new byte[3], default, previousChain));

    private static PeerReport Row(PeerHost host) =>
        Assert.Single(host.Table.Statuses).Report(host.Store.DurableVector, host.HeartbeatInterval, host.Loop.Roster);

    /// <summary>Waits until the site says that it has so many of the peer's operations.</summary>
    private static async Task AcknowledgedAsync(ScriptedStream stream, ulong sequence)
    {
        while (!(await NextAsync(stream, PeerMessage.MessageOneofCase.Acknowledgement)).Acknowledgement.Vector.Any(entry => entry.Replica == There.Value && entry.Sequence == sequence))
        {
        }
    }

    private static async Task<PeerMessage> NextAsync(ScriptedStream stream, PeerMessage.MessageOneofCase kind)
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
