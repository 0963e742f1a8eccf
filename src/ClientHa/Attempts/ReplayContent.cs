using System.Net;

namespace ClientHa.Attempts;

/// <summary>
/// The body of one attempt, out of the call's log. <see cref="SocketsHttpHandler"/> serializes a content again by itself after
/// REFUSED_STREAM and GOAWAY, and a streaming gRPC content then sends nothing: so it gets this one, which can.
/// </summary>
internal sealed class ReplayContent : HttpContent
{
    private readonly RequestLog log;
    private readonly HttpContent original;

    public ReplayContent(RequestLog log, HttpContent original)
    {
        this.log = log;
        this.original = original;
        original.Headers.CopyTo(Headers);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        log.SendAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        log.SendAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = original.Headers.ContentLength ?? -1;
        return length >= 0;
    }
}
