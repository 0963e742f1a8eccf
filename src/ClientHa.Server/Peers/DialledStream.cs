using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Peers;

/// <summary>A stream that this site has opened.</summary>
internal sealed class DialledStream(WireDuplexCall<PeerMessage, PeerMessage> call) : IPeerStream
{
    public ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken) => call.WriteAsync(message, cancellationToken);

    public ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken) => call.ReadAsync(cancellationToken);
}
