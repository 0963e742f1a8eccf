using ClientHa.Core.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Peers;

/// <summary>Takes the links that peers open.</summary>
internal sealed class ReplicationService(Func<PeerHost?> open, ILogger logger, CancellationToken stopping)
{
    public static MethodDescriptor Exchange { get; } = ReplicationReflection.Descriptor.Services[0].FindMethodByName("Exchange");

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapWireService(Exchange.Service, service =>
    {
        service.MaxReceiveMessageBytes = PeerDialer.MaxMessageBytes;
        service.Duplex<PeerMessage, PeerMessage>(Exchange.Name, ExchangeAsync);
    });

    private async Task ExchangeAsync(WireReader<PeerMessage> requests, WireWriter<PeerMessage> responses, WireContext context)
    {
        PeerHost host = open() ?? throw new WireException(WireStatusCode.Unavailable, "This site has not read its data directory yet.");
        PeerSessionEnd end = await PeerSession.RunAsync(new AcceptedStream(requests, responses), null, host, peer => Met(peer, host, context), stopping).ConfigureAwait(false);
        if (end is { Peer: { } lost, Failure.Kind: PeerFailureKind.Lost })
            PeerLog.Lost(logger, $"site {lost.Site}", end.Failure.Message);
        if (end is { Peer.Cluster: null, Failure.Kind: PeerFailureKind.Lost or PeerFailureKind.BothEmpty })
            return;
        if (end.Failure.Kind is PeerFailureKind.Refused or PeerFailureKind.Diverged or PeerFailureKind.Garbage)
            PeerLog.SentAway(logger, context.Peer, end.Failure.Message);
        throw new WireException(PeerFailures.StatusOf(end.Failure.Kind), end.Failure.Message);
    }

    /// <returns>The end of the peer's certificate.</returns>
    private CancellationToken Met(SiteIdentity peer, PeerHost host, WireContext context)
    {
        PeerCertificate.Check(context.Caller?.Site, peer.Site);
        SiteConnections.MarkPeer(context.Http);
        if (!host.IsEmptyAs(peer))
            PeerLog.Met(logger, context.Peer, peer.Site, peer.Replica);
        return context.Caller?.CertificateEnded ?? default;
    }
}
