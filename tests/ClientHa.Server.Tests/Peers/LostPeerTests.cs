using ClientHa.Core.Replication;
using ClientHa.Server.Events;
using ClientHa.Server.Peers;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A peer that is lost, at the site that it had dialled.</summary>
public sealed class LostPeerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-lost-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_told_there_too()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using (WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}")))
        using (WireDuplexCall<PeerMessage, PeerMessage> peer = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token))
        {
            Hello theirs = (await peer.ReadAsync(HangGuard.Token))!.Hello;
            Hello hello = new() { ProtocolVersion = Protocol.Second, ClusterId = theirs.ClusterId, Site = 9, Replica = ReplicaId.Create(9, 99UL << 56).Value };
            await peer.WriteAsync(new PeerMessage { Hello = hello }, HangGuard.Token);
            Assert.NotNull(await peer.ReadAsync(HangGuard.Token));
        }

        RecentEvents events = site.Services.GetRequiredService<RecentEvents>();
        await Eventually.UntilAsync(() => Task.FromResult(events.All.Any(
            one => one.Level == LogLevel.Warning && one.Text.StartsWith("Lost site 9: ", StringComparison.Ordinal))));
    }
}
