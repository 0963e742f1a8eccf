using System.Threading.Channels;
using ClientHa.Server.Peers;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A stream whose other end is the test.</summary>
internal sealed class ScriptedStream : IPeerStream
{
    private readonly Channel<PeerMessage> incoming = Channel.CreateUnbounded<PeerMessage>();

    public Channel<PeerMessage> Sent { get; } = Channel.CreateUnbounded<PeerMessage>();

    public void Say(PeerMessage message) => incoming.Writer.TryWrite(message);

    public void End() => incoming.Writer.TryComplete();

    /// <summary>The peer ends the stream with a status.</summary>
    public void Refuse(WireStatusCode code, string detail) => incoming.Writer.TryComplete(new WireException(code, detail));

    public ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken) => Sent.Writer.WriteAsync(message, cancellationToken);

    public async ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken) =>
        await incoming.Reader.WaitToReadAsync(cancellationToken) && incoming.Reader.TryRead(out PeerMessage? message) ? message : null;
}
