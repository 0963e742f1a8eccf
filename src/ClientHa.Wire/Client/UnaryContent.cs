using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>
/// The one request of a call. Its length is known and it completes at once into a buffer: by that a failover handler sees that
/// it can keep the request and send it again.
/// </summary>
internal sealed class UnaryContent : HttpContent
{
    internal static readonly MediaTypeHeaderValue ContentType = new(WireHeaderNames.ContentType);

    private readonly IMessage _message;
    private readonly int _frameBytes;

    public UnaryContent(IMessage message)
    {
        _message = message;
        _frameBytes = Frame.HeaderBytes + message.CalculateSize();
        Headers.ContentType = ContentType;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_frameBytes);
        try
        {
            Frame.Write(buffer.AsSpan(0, _frameBytes), _message);
            await stream.WriteAsync(buffer.AsMemory(0, _frameBytes), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _frameBytes;
        return true;
    }
}
