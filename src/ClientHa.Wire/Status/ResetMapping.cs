namespace ClientHa.Wire;

/// <summary>The status of an HTTP/2 error code (grpc/doc/PROTOCOL-HTTP2.md, "Errors").</summary>
internal static class ResetMapping
{
    public static WireStatusCode ToStatusCode(long http2ErrorCode) => http2ErrorCode switch
    {
        // The document says INTERNAL for a stream that is reset with NO_ERROR. .NET does not tell that from a GOAWAY with
        // NO_ERROR, which is a server going away, and is what really happens.
        0x0 => WireStatusCode.Unavailable,
        0x7 => WireStatusCode.Unavailable,
        0x8 => WireStatusCode.Cancelled,
        0xB => WireStatusCode.ResourceExhausted,
        0xC => WireStatusCode.PermissionDenied,
        _ => WireStatusCode.Internal,
    };
}
