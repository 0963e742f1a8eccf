using ClientHa.V1;

namespace ClientHa.Server.Peers;

/// <summary>The stream between two sites, whoever dialled. One sends at a time, and one reads.</summary>
internal interface IPeerStream
{
    ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken);

    /// <summary>Null where the peer has ended the stream.</summary>
    ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken);
}
