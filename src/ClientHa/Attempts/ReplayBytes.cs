namespace ClientHa.Attempts;

/// <summary>
/// The body of one attempt where it is short and at hand, as a unary message mostly is. For a <see cref="ByteArrayContent"/>
/// <see cref="SocketsHttpHandler"/> sends the body and then waits for the headers; for any other content it sets up both at once, which
/// costs more than all the rest that an attempt adds.
/// </summary>
internal sealed class ReplayBytes : ByteArrayContent
{
    /// <summary>One frame of HTTP/2 (RFC 9113, section 4.2): so the sending does not wait for a server that answers early.</summary>
    public const int MaxBytes = 16 << 10;

    private readonly HttpContent original;

    public ReplayBytes(ArraySegment<byte> body, HttpContent original)
        : base(body.Array!, body.Offset, body.Count)
    {
        this.original = original;
        original.Headers.CopyTo(Headers);
    }

    /// <summary>Known only where it was: a length that gRPC did not send is not added to it.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = original.Headers.ContentLength ?? -1;
        return length >= 0;
    }
}
