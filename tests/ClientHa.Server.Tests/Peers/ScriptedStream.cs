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

    /// <summary>Whether the other end, after the hello, takes no more: as a call does that the server has ended.</summary>
    public bool TakesOnlyHello { get; init; }

    public ValueTask SendAsync(PeerMessage message, CancellationToken cancellationToken) => TakesOnlyHello && message.MessageCase != PeerMessage.MessageOneofCase.Hello
        ? throw new WireException(WireStatusCode.Cancelled, "The server takes no more requests; read the responses for its status.", new TaskCanceledException())
        : Sent.Writer.WriteAsync(message, cancellationToken);

    public async ValueTask<PeerMessage?> ReadAsync(CancellationToken cancellationToken) =>
        await incoming.Reader.WaitToReadAsync(cancellationToken) && incoming.Reader.TryRead(out PeerMessage? message) ? message : null;
}
