using ClientHa.Server.Wire;
using ClientHa.V1;

namespace ClientHa.Server.Peers;

/// <summary>A stream that a peer has opened.</summary>
internal sealed class AcceptedStream(WireReader<PeerMessage> requests, WireWriter<PeerMessage> responses) : IPeerStream
{
    /// <summary>A peer that reads nothing must not hold a link that has ended: what is under way then goes with the call.</summary>
    public async ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await responses.WriteAsync(message).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken) =>
        await requests.ReadAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
}
