using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// What speaks the sites' protocol wrongly is refused with the reason; the site goes on serving, its data is as it was, and its link to
/// the true peer stays good.
/// </summary>
public sealed class HostilePeerTests : IAsyncLifetime
{
    private ReplicatedSites? replicated;
    private SiteStatusReport? before;

    private ReplicatedSites Sites => replicated ?? throw new InvalidOperationException("The sites have not been started.");

    public async Task InitializeAsync()
    {
        replicated = await ReplicatedSites.StartAsync();
        await Sites.ConnectTo(0).PutAsync("true", "yes", null, HangGuard.Token);
        await Sites.ConnectTo(1).PutAsync("peer", "yes", null, HangGuard.Token);
        await Sites.WaitUntilEqualAsync();
        before = await Sites[0].StatusAsync();
    }

    public async Task DisposeAsync()
    {
        if (replicated is not null)
            await replicated.DisposeAsync();
    }

    [SitesFact]
    public async Task Who_does_not_begin_as_a_site_does_is_refused()
    {
        await RefusedAsync(WireStatusCode.InvalidArgument, "the peer began with Heartbeat instead of a hello", peer => peer.SendAsync(new PeerMessage { Heartbeat = new Heartbeat() }));
        await RefusedAsync(WireStatusCode.InvalidArgument, "the peer began with None instead of a hello", peer => peer.SendAsync(new PeerMessage()));
        await RefusedAsync(
            WireStatusCode.InvalidArgument,
            "the peer's cluster id has 3 bytes; it has 0 or 16",
            async peer => await peer.GreetAsync(hello => hello.ClusterId = ByteString.CopyFromUtf8("abc")));
        await RefusedAsync(
            WireStatusCode.FailedPrecondition,
            "the peer speaks version 99 of the replication protocol, this site version 2: upgrade site 0",
            async peer => await peer.GreetAsync(hello => hello.ProtocolVersion = 99));
        Guid other = Guid.NewGuid();
        await RefusedAsync(
            WireStatusCode.FailedPrecondition,
            $"the peer belongs to cluster {other}, this site to cluster {before!.Cluster}: two clusters are never merged; to take a site over, start it with an empty directory",
            async peer => await peer.GreetAsync(hello => hello.ClusterId = ByteString.CopyFrom(other.ToByteArray(bigEndian: true))));
        await RefusedAsync(
            WireStatusCode.FailedPrecondition,
            "the peer calls itself site 8, and its replica 09abad1dea000001 belongs to site 9",
            async peer => await peer.GreetAsync(hello => hello.Site = 8));
        await RefusedAsync(
            WireStatusCode.FailedPrecondition,
            "the peer is site 0, as this site is: give each site a number of its own with --site",
            async peer => await peer.GreetAsync(hello => (hello.Site, hello.Replica) = (0, 1)));
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task Who_claims_the_number_of_the_true_peer_is_refused()
    {
        await RefusedAsync(
            WireStatusCode.FailedPrecondition,
            $"site 1 is connected as replica {before!.Vector.Single(position => position.Site == 1).Replica}: two sites have the same number; give each a number of its own with --site",
            async peer => await peer.GreetAsync(hello => (hello.Site, hello.Replica) = (1, (1UL << 56) | 5)));
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task A_member_that_pushes_what_no_site_accepts_is_refused()
    {
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument, "operation 1 of replica 09abad1dea000001 has a key of 513 bytes; 1 to 512 are allowed", operation => operation.Key = new string('k', 513));
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument, "operation 1 of replica 09abad1dea000001 has a key of 0 bytes; 1 to 512 are allowed", operation => operation.Key = "");
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument,
            "operation 1 of replica 09abad1dea000001 has a value of 1048577 bytes; up to 1048576 are allowed",
            operation => operation.Value = ByteString.CopyFrom(new byte[1_048_577]));
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument, "operation 0 of replica 09abad1dea000001 has no replica, no sequence or no possible stamp", operation => operation.Sequence = 0);
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument, "Operations of kind 77 are not known to this version of the program.", operation => operation.Kind = (V1.OperationKind)77);
        await RefusedAfterHelloAsync(
            WireStatusCode.InvalidArgument, "An operation id of 0 bytes; it has 16.", operation => operation.OperationId = ByteString.Empty);
        await RefusedAfterHelloAsync(
            WireStatusCode.DataLoss, "operation 1 of replica 09abad1dea000001 follows a history that is not the one known here", operation => operation.PreviousChain = 7);
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task Who_pushes_in_the_name_of_the_site_itself_is_refused()
    {
        using HostilePeer peer = new(Sites[0].Grpc);
        Hello hello = await peer.GreetAsync();
        V1.VectorEntry own = hello.Vector.Single(entry => entry.Replica == hello.Replica);
        V1.Operation operation = HostilePeer.Write(own.Sequence + 1);
        (operation.Replica, operation.PreviousChain) = (own.Replica, own.Chain);
        await peer.PushAsync(operation);

        (WireStatusCode code, string reason) = await peer.ReadRefusalAsync();
        Assert.Equal((WireStatusCode.DataLoss, $"it has operation {own.Sequence + 1} of this replica, which ends with {own.Sequence}"), (code, reason));
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task Operations_with_a_hole_are_not_taken_and_asked_for_again()
    {
        using HostilePeer peer = new(Sites[0].Grpc);
        await peer.GreetAsync();
        await peer.ReadUntilAsync(PeerMessage.MessageOneofCase.Subscribe);
        await peer.PushAsync(HostilePeer.Write(sequence: 2));

        PeerMessage again = await peer.ReadUntilAsync(PeerMessage.MessageOneofCase.Subscribe);
        Assert.DoesNotContain(again.Subscribe.Vector, entry => entry.Replica == HostilePeer.Replica);
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task Messages_out_of_turn_and_unreadable_ones_are_refused()
    {
        await RefusedOutOfTurnAsync("the peer sent Hello out of turn", new PeerMessage { Hello = new Hello() });
        await RefusedOutOfTurnAsync("the peer sent SnapshotEnd out of turn", new PeerMessage { SnapshotEnd = new SnapshotEnd() });
        await RefusedOutOfTurnAsync("the peer sent SnapshotPart out of turn", new PeerMessage { SnapshotPart = new SnapshotPart() });
        await RefusedOutOfTurnAsync("the peer sent None out of turn", new PeerMessage());
        await AssertUnharmedAsync();
    }

    [SitesFact]
    public async Task A_member_that_gives_a_state_that_no_site_has_is_refused()
    {
        await RefusedStateAsync("a document of the state has no content or version", new StoredDocument());
        await RefusedStateAsync("a document of the state has no content or version", new StoredDocument { Document = new V1.Document { Key = "hostile" } });
        await RefusedStateAsync("a document of the state has a key of 513 bytes; 1 to 512 are allowed", Stored(new string('k', 513), 1));
        await RefusedStateAsync("a document of the state has a value of 1048577 bytes; up to 1048576 are allowed", Stored("hostile", 1_048_577));
        await AssertUnharmedAsync();

        static StoredDocument Stored(string key, int bytes) => new()
        {
            Document = new V1.Document { Key = key, Value = ByteString.CopyFrom(new byte[bytes]), Version = new V1.Version { Stamp = 1, OperationId = HostilePeer.Write().OperationId } },
        };
    }

    [SitesFact]
    public async Task Who_says_nothing_is_sent_away_before_and_after_the_hello()
    {
        using HostilePeer silent = new(Sites[0].Grpc);
        using HostilePeer greeting = new(Sites[0].Grpc);
        await greeting.GreetAsync();

        (WireStatusCode code, string reason) = await silent.ReadRefusalAsync();
        Assert.Equal((WireStatusCode.Unavailable, "no hello within 5 s"), (code, reason));
        (code, reason) = await greeting.ReadRefusalAsync();
        Assert.Equal(WireStatusCode.Unavailable, code);
        Assert.StartsWith("no word from the peer for ", reason, StringComparison.Ordinal);
        await AssertUnharmedAsync();
    }

    private Task RefusedAfterHelloAsync(WireStatusCode code, string reason, Action<V1.Operation> spoil) => RefusedAsync(code, reason, async peer =>
    {
        await peer.GreetAsync();
        V1.Operation operation = HostilePeer.Write();
        spoil(operation);
        await peer.PushAsync(operation);
    });

    private Task RefusedOutOfTurnAsync(string reason, PeerMessage message) => RefusedAsync(WireStatusCode.InvalidArgument, reason, async peer =>
    {
        await peer.GreetAsync();
        await peer.SendAsync(message);
    });

    private Task RefusedStateAsync(string reason, StoredDocument document) => RefusedAsync(WireStatusCode.InvalidArgument, reason, async peer =>
    {
        await peer.GreetAsync();
        await peer.SendAsync(new PeerMessage { SnapshotBegin = new SnapshotBegin() });
        await peer.SendAsync(new PeerMessage { SnapshotPart = new SnapshotPart { Documents = { document } } });
        await peer.SendAsync(new PeerMessage { SnapshotEnd = new SnapshotEnd() });
    });

    private async Task RefusedAsync(WireStatusCode code, string reason, Func<HostilePeer, ValueTask> act)
    {
        using HostilePeer peer = new(Sites[0].Grpc);
        await act(peer);
        Assert.Equal((code, reason), await peer.ReadRefusalAsync());
    }

    /// <summary>Nothing is changed, and the two true sites still exchange what is written.</summary>
    private async Task AssertUnharmedAsync()
    {
        SiteStatusReport after = await Sites[0].StatusAsync();
        Assert.Equal((before!.Digest, before.Documents, StatusText.Vector(before)), (after.Digest, after.Documents, StatusText.Vector(after)));
        Assert.Equal(ReplicationState.Good, (await Sites[0].WaitForLinkAsync(Sites[1], ReplicationState.Good)).State);
        await Sites.ConnectTo(0).PutAsync("true", "still", null, HangGuard.Token);
        await Sites.ConnectTo(1).PutAsync("peer", "still", null, HangGuard.Token);
        await Sites.WaitUntilEqualAsync();
        Assert.Equal("still", (await Sites.ConnectTo(0).GetAsync("peer", HangGuard.Token))?.Text);
    }
}
