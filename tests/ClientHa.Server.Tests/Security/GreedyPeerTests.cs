using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Security;

/// <summary>A peer that was let in, and that would have the site take memory without end.</summary>
public sealed class GreedyPeerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-greedy-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_state_without_end_is_cut_off_with_the_option_to_raise() =>
        Assert.Equal(
            (WireStatusCode.FailedPrecondition, "the peer's state takes more than the 1048576 bytes that this site takes over: raise MaxStateBytes, and give the machine the memory"),
            await RefusedAsync(call => SendForeverAsync(call, new PeerMessage { SnapshotBegin = new SnapshotBegin() }, _ => new PeerMessage { SnapshotPart = Part(100_000) })));

    [Fact]
    public async Task So_is_one_of_very_many_small_things() =>
        Assert.Equal(
            WireStatusCode.FailedPrecondition,
            (await RefusedAsync(call => SendForeverAsync(call, new PeerMessage { SnapshotBegin = new SnapshotBegin() }, _ => new PeerMessage { SnapshotPart = new SnapshotPart() }))).Code);

    [Fact]
    public async Task A_vector_of_too_many_replicas_is_refused() =>
        Assert.Equal(
            (WireStatusCode.InvalidArgument, "A vector of 4097 entries; up to 4096 are allowed."),
            await RefusedAsync(async call => await call.WriteAsync(Acknowledgement(0, Codec.MaxVectorEntries + 1), HangGuard.Token)));

    [Fact]
    public async Task So_are_many_vectors_of_ever_other_replicas() =>
        Assert.Equal(
            (WireStatusCode.InvalidArgument, "the peer has told of more than 4096 replicas"),
            await RefusedAsync(call => SendForeverAsync(call, Acknowledgement(0, 1), round => Acknowledgement(1_000 * round, 1_000))));

    private static SnapshotPart Part(int bytes) => new()
    {
        Documents =
        {
            new StoredDocument
            {
                Document = new Document
                {
                    Key = "a", Value = ByteString.CopyFrom(new byte[bytes]), Version = new V1.Version { Stamp = 1, OperationId = ByteString.CopyFrom(new byte[16]) },
                },
            },
        },
    };

    private static PeerMessage Acknowledgement(int first, int count) => new()
    {
        Acknowledgement = new Acknowledgement
        {
            Vector = { Enumerable.Range(first + 1, count).Select(number => new VectorEntry { Replica = (8UL << 56) | (uint)number, Sequence = 1, Chain = 1 }) },
        },
    };

    private static async Task SendForeverAsync(WireDuplexCall<PeerMessage, PeerMessage> call, PeerMessage first, Func<int, PeerMessage> next)
    {
        await call.WriteAsync(first, HangGuard.Token);
        CancellationToken guard = HangGuard.Token;
        for (int round = 0; ; round++)
            await call.WriteAsync(next(round), guard);
    }

    /// <summary>Says hello as a member does, goes on as it is told, and reads why the site has ended the link.</summary>
    private async Task<(WireStatusCode Code, string Detail)> RefusedAsync(Func<WireDuplexCall<PeerMessage, PeerMessage>, Task> act)
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder, options => options.MaxStateBytes = 1 << 20);
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
        using WireDuplexCall<PeerMessage, PeerMessage> call = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token);
        Hello theirs = (await call.ReadAsync(HangGuard.Token))!.Hello;
        await call.WriteAsync(
            new PeerMessage { Hello = new Hello { ProtocolVersion = theirs.ProtocolVersion, ClusterId = theirs.ClusterId, Site = 9, Replica = 9UL << 56 | 1 } }, HangGuard.Token);
        Task acting = act(call);
        WireException end = await Assert.ThrowsAsync<WireException>(async () =>
        {
            while (await call.ReadAsync(HangGuard.Token) is not null)
            {
            }
        });
        await acting.ContinueWith(_ => { }, TaskScheduler.Default);
        await site.Documents.PutAsync("after", new byte[] { 1 });
        return (end.StatusCode, end.Detail);
    }
}
