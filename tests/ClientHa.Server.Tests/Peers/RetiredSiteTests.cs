using ClientHa.Core.Replication;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Operation = ClientHa.Core.Replication.Operation;
using OperationKind = ClientHa.Core.Replication.OperationKind;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A site that dials nobody, and hears through others that its life is over.</summary>
public sealed class RetiredSiteTests : IDisposable
{
    private static readonly ReplicaId there = ReplicaId.Create(9, 99UL << 56);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-retired-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_takes_no_more_writes_and_does_not_start_again()
    {
        string reason;
        await using (DocumentsSite site = await DocumentsSite.ServeAsync(folder))
        {
            ReplicaId here = site.Access.Open().Replica;
            reason = Roster.ReasonOfRefusal(here);
            using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
            using WireDuplexCall<PeerMessage, PeerMessage> peer = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token);
            Hello theirs = (await peer.ReadAsync(HangGuard.Token))!.Hello;
            Hello hello = new() { ProtocolVersion = Protocol.Second, ClusterId = theirs.ClusterId, Site = 9, Replica = there.Value };
            await peer.WriteAsync(new PeerMessage { Hello = hello }, HangGuard.Token);
            Operation retire = new(there, 1, new(1UL << 32, new OperationId(1, 1)), 0, OperationKind.Retire, here.ToString(), default, default, 0);
            await peer.WriteAsync(new PeerMessage { Push = new Push { Operations = { Codec.Write(retire) } } }, HangGuard.Token);

            TaskCompletionSource stops = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration stopping = site.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stops.SetResult);
            await stops.Task.WaitAsync(HangGuard.Token);
            Assert.Contains(reason, site.Services.GetRequiredService<SiteFault>().Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<HaUnavailableException>(() => site.Documents.PutAsync("nobody", new byte[] { 1 }));
        }

        HaServerException refusal = await Assert.ThrowsAsync<HaServerException>(() => DocumentsSite.StartAsync(folder));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
