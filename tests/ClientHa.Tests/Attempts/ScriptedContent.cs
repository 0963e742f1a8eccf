using System.Net;

namespace ClientHa.Tests.Attempts;

/// <summary>A request's body as the test writes it, and how often it was asked to.</summary>
internal sealed class ScriptedContent(Func<Stream, CancellationToken, Task> write) : HttpContent
{
    private int serializeCount;

    public int SerializeCount => Volatile.Read(ref serializeCount);

    /// <summary>Is done at once, as a unary gRPC message is.</summary>
    public static ScriptedContent OfBytes(byte[] bytes) =>
        new((stream, cancellationToken) => stream.WriteAsync(bytes, cancellationToken).AsTask());

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref serializeCount);
        return write(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
