using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Xunit.Abstractions;

namespace ClientHa.Server.Tests.Security;

/// <summary>A peer that was let in and then says anything at all: its link ends, and the site goes on.</summary>
[Collection(nameof(Alone))]
public sealed class PeerFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const ulong Replica = 0x0900000000000007;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_site_goes_on_whatever_a_peer_says()
    {
        output.WriteLine($"CLIENTHA_FUZZ_SEED={FuzzDice.Seed}");
        FuzzDice dice = new(FuzzDice.Seed);
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
        ReplicaLoop loop = site.Access.Open();
        Dictionary<string, int> ends = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int round = 0; round < FuzzDice.Rounds(150); round++)
        {
            WireException end = await TalkAsync(channel, dice);
            Assert.True(end.StatusCode != WireStatusCode.Unknown, $"Round {round}: the handler failed.");
            ends[end.Detail] = ends.GetValueOrDefault(end.Detail) + 1;
            Assert.False(loop.Failed.IsCompleted, $"Round {round}: the log has failed.");
        }
        foreach ((string detail, int count) in ends)
            output.WriteLine($"{count} x {detail}");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
        await site.Documents.PutAsync("after", new byte[] { 1 });
        Assert.NotNull(await site.Documents.GetAsync("after"));

        // Half of what the peer has said was stamped far in the future, and none of it may drag this site's clock along.
        var found = await loop.AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, "after"), HangGuard.Token);
        long ahead = Stamp.Milliseconds(found.Clock) - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.InRange(ahead, long.MinValue, (long)ReplicaRules.Default.MaxClockSkew.TotalMilliseconds);
    }

    /// <summary>One link, from its hello to the site's word why it ends.</summary>
    private static async Task<WireException> TalkAsync(WireChannel channel, FuzzDice dice)
    {
        using WireDuplexCall<PeerMessage, PeerMessage> call = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token);
        Hello theirs = (await call.ReadAsync(HangGuard.Token))!.Hello;
        Hello ours = new() { ProtocolVersion = theirs.ProtocolVersion, ClusterId = theirs.ClusterId, Site = 9, Replica = Replica };
        Task<WireException> ended = ReadToEndAsync(call);
        try
        {
            await call.WriteAsync(new PeerMessage { Hello = dice.OneIn(5) ? dice.Fill(ours) : ours }, HangGuard.Token);
            for (int count = dice.Next(12); count > 0 && !ended.IsCompleted; count--)
            {
                foreach (PeerMessage message in dice.OneIn(6) ? State(dice) : [Message(dice)])
                    await call.WriteAsync(message, HangGuard.Token);
            }

            // What no site says ends the link, if nothing before has.
            await call.WriteAsync(new PeerMessage(), HangGuard.Token);
        }
        catch (WireException)
        {
            // The site has ended it already.
        }
        return await ended;
    }

    private static async Task<WireException> ReadToEndAsync(WireDuplexCall<PeerMessage, PeerMessage> call)
    {
        try
        {
            while (await call.ReadAsync(HangGuard.Token) is not null)
            {
            }
            return new WireException(WireStatusCode.Ok, "");
        }
        catch (WireException end)
        {
            return end;
        }
    }

    private static PeerMessage Message(FuzzDice dice)
    {
        PeerMessage message = dice.Fill(new PeerMessage());
        if (dice.OneIn(3))
            message = new PeerMessage { Push = new Push { Operations = { Operation(dice) } } };
        else if (dice.OneIn(4))
            message = new PeerMessage { SnapshotBegin = new SnapshotBegin() };
        try
        {
            return dice.OneIn(3) ? PeerMessage.Parser.ParseFrom(dice.Spoil(message.ToByteArray())) : message;
        }
        catch (InvalidProtocolBufferException)
        {
            return message;
        }
    }

    /// <summary>A whole one, with a horizon that a site may take or not.</summary>
    private static PeerMessage[] State(FuzzDice dice) =>
    [
        new() { SnapshotBegin = new SnapshotBegin { Vector = { new V1.VectorEntry { Replica = Replica, Sequence = 1, Chain = 1 } } } },
        new() { SnapshotPart = new SnapshotPart { ResultsHorizon = Moment(dice), AdditionsHorizon = Moment(dice) } },
        new() { SnapshotEnd = new SnapshotEnd() },
    ];

    /// <summary>Now, or any time after that.</summary>
    private static ulong Moment(FuzzDice dice) =>
        dice.OneIn(2) ? Stamp.At(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) : ulong.MaxValue >> (1 + dice.Next(20));

    /// <summary>Nearly one that a site would take.</summary>
    private static V1.Operation Operation(FuzzDice dice)
    {
        V1.Operation operation = new()
        {
            Replica = Replica + (ulong)dice.Next(3),
            Sequence = (ulong)dice.Next(3),
            Stamp = Moment(dice),
            OperationId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            Kind = V1.OperationKind.Put,
            Key = "hostile",
        };
        return dice.OneIn(3) ? dice.Fill(operation) : operation;
    }
}
