namespace ClientHa.Wire;

/// <summary>The headers that the protocol itself uses.</summary>
internal static class WireHeaderNames
{
    public const string ContentType = "application/grpc";
    public const string Identity = "identity";

    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Encoding = "grpc-encoding";
    public const string IdempotencyKey = "idempotency-key";
    public const string Message = "grpc-message";
    public const string Status = "grpc-status";
    public const string Te = "te";
    public const string Timeout = "grpc-timeout";
    public const string UserAgent = "user-agent";

    /// <summary>Whether the protocol owns this header, so that it is no metadata, neither to send nor to read.</summary>
    public static bool IsReserved(string lowerCaseName) => lowerCaseName switch
    {
        AcceptEncoding or Encoding or Message or Status or Te or Timeout => true,
        "content-type" or "content-length" or "host" or "connection" or "keep-alive" or "transfer-encoding" or "upgrade" => true,
        _ => lowerCaseName.StartsWith(':'),
    };
}
