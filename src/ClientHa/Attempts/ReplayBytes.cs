using System.Net;
using System.Net.Http.Headers;

namespace ClientHa.Attempts;

/// <summary>
/// The body of one attempt where it is short and at hand, as a unary message mostly is. For a <see cref="ByteArrayContent"/>
/// <see cref="SocketsHttpHandler"/> sends the body and then waits for the headers; for any other content it sets up both at once, which
/// costs more than all the rest that an attempt adds. By its answer the body is sent, so that the next call may have the object.
/// </summary>
internal sealed class ReplayBytes : ByteArrayContent
{
    /// <summary>One frame of HTTP/2 (RFC 9113, section 4.2): so the sending does not wait for a server that answers early.</summary>
    public const int MaxBytes = 16 << 10;

    private const string TypeName = "Content-Type";

    [ThreadStatic]
    private static ReplayBytes? spare;

    private readonly string? onlyType;
    private ReadOnlyMemory<byte> body;
    private HttpContent original;

    private ReplayBytes(HttpContent original, string? onlyType)
        : base([])
    {
        this.original = original;
        this.onlyType = onlyType;
        original.Headers.CopyTo(Headers);
    }

    public static ReplayBytes Of(ReadOnlyMemory<byte> body, HttpContent original)
    {
        string? onlyType = OnlyType(original.Headers);
        ReplayBytes? content = onlyType is not null && spare?.onlyType == onlyType ? spare : null;
        if (content is null)
            return new(original, onlyType) { body = body };
        spare = null;
        (content.body, content.original) = (body, original);

        // Among the headers there is still the one of the call before.
        content.Headers.ContentLength = original.Headers.ContentLength;
        return content;
    }

    /// <summary>The attempt was answered, and nobody sends this any more.</summary>
    public void Recycle()
    {
        (body, original) = (default, this);
        if (onlyType is not null)
            spare = this;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(body, cancellationToken).AsTask();

    /// <summary>Known only where it was: a length that gRPC did not send is not added to it.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = original.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    /// <summary>The content type, where it is the only header, as it is in gRPC.</summary>
    private static string? OnlyType(HttpContentHeaders headers) =>
        headers.NonValidated.Count == 1 && headers.NonValidated.TryGetValues(TypeName, out HeaderStringValues values) && values.Count == 1
            ? values.ToString()
            : null;
}
