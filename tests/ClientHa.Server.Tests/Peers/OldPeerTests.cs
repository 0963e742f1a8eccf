using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Peers;

/// <summary>While a site of the previous version is connected, nothing is written down that it could not read.</summary>
public sealed class OldPeerTests : IDisposable
{
    private const int Old = 9;
    private const int Joining = 8;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-old-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nobody_is_retired_meanwhile()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using WireChannel channel = Open(site);
        using (WireDuplexCall<PeerMessage, PeerMessage> writer = await GreetAsync(channel, Joining, Protocol.First))
        {
            await writer.WriteAsync(new PeerMessage { Push = new Push { Operations = { Codec.Write(Put) } } }, HangGuard.Token);
            await ReadUntilAsync(writer, PeerMessage.MessageOneofCase.Acknowledgement, message => message.Acknowledgement.Vector.Count > 0);
        }
        await UntilAloneAsync(site);
        using (WireDuplexCall<PeerMessage, PeerMessage> member = await GreetAsync(channel, Old, Protocol.First))
        {
            await ReadUntilAsync(member, PeerMessage.MessageOneofCase.Subscribe);
            WireException refusal = await Assert.ThrowsAsync<WireException>(() => RetireAsync(channel));
            Assert.Equal(
                (WireStatusCode.FailedPrecondition, "Site 9 runs an older version of the program, which does not know operations of kind Retire: upgrade site 9 first."),
                (refusal.StatusCode, refusal.Detail));
        }
        await UntilAloneAsync(site);

        Assert.Equal([Life(Joining).ToString()], (await RetireAsync(channel)).Replicas);
    }

    [Fact]
    public async Task Nobody_is_let_in_meanwhile()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using WireChannel channel = Open(site);
        using (WireDuplexCall<PeerMessage, PeerMessage> member = await GreetAsync(channel, Old, Protocol.First))
        {
            await ReadUntilAsync(member, PeerMessage.MessageOneofCase.Subscribe);
            using WireDuplexCall<PeerMessage, PeerMessage> early = await GreetAsync(channel, Joining, Protocol.Second, isEmpty: true);
            WireException refusal = await Assert.ThrowsAsync<WireException>(() => ReadUntilAsync(early, PeerMessage.MessageOneofCase.Subscribe));
            Assert.Equal(
                (WireStatusCode.FailedPrecondition, "nobody can be let in while site 9 runs an older version of the program: upgrade site 9 before site 8 joins"),
                (refusal.StatusCode, refusal.Detail));
            Assert.DoesNotContain(Life(Joining), site.Access.Open().Known);
        }
        await UntilAloneAsync(site);

        using WireDuplexCall<PeerMessage, PeerMessage> later = await GreetAsync(channel, Joining, Protocol.Second, isEmpty: true);
        await ReadUntilAsync(later, PeerMessage.MessageOneofCase.Subscribe);
        Assert.Contains(Life(Joining), site.Access.Open().Known);
    }

    private static Core.Replication.Operation Put =>
        new(Life(Joining), 1, new(1UL << 32, new OperationId(1, 1)), 0, Core.Replication.OperationKind.Put, "theirs", new byte[3], default, 0);

    private static ReplicaId Life(int site) => ReplicaId.Create(site, 99UL << 56);

    private static WireChannel Open(DocumentsSite site) => new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));

    /// <summary>Says hello as a site with one version of the protocol.</summary>
    private static async Task<WireDuplexCall<PeerMessage, PeerMessage>> GreetAsync(WireChannel channel, int site, uint protocol, bool isEmpty = false)
    {
        WireDuplexCall<PeerMessage, PeerMessage> call = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token);
        Hello theirs = (await call.ReadAsync(HangGuard.Token))!.Hello;
        Hello hello = new()
        {
            ProtocolVersion = protocol,
            NewestProtocolVersion = protocol,
            ClusterId = isEmpty ? ByteString.Empty : theirs.ClusterId,
            Site = site,
            Replica = Life(site).Value,
        };
        await call.WriteAsync(new PeerMessage { Hello = hello }, HangGuard.Token);
        return call;
    }

    private static async Task ReadUntilAsync(
        WireDuplexCall<PeerMessage, PeerMessage> call, PeerMessage.MessageOneofCase kind, Func<PeerMessage, bool>? isMeant = null)
    {
        while (true)
        {
            PeerMessage message = (await call.ReadAsync(HangGuard.Token))!;
            if (message.MessageCase == kind && isMeant?.Invoke(message) != false)
                return;
        }
    }

    private static Task<RetireResponse> RetireAsync(WireChannel channel) => channel.UnaryAsync<RetireResponse>(
        SitesReflection.Descriptor.Services[0].FindMethodByName("Retire"), new RetireRequest { Site = Joining }, cancellationToken: HangGuard.Token);

    private static async Task UntilAloneAsync(DocumentsSite site)
    {
        PeerTable table = ((EmbeddedSite)site.Access).Peers!.Host.Table;
        foreach (int life in (int[])[Old, Joining])
            await table.WaitWhileLinkedAsync(Life(life), HangGuard.Token);
    }
}
