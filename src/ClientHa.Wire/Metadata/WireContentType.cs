namespace ClientHa.Wire;

/// <summary><c>application/grpc</c>, with or without a suffix such as <c>+proto</c>; but not <c>application/grpc-web</c>.</summary>
internal static class WireContentType
{
    public static bool IsGrpc(ReadOnlySpan<char> contentType)
    {
        if (!contentType.StartsWith(WireHeaderNames.ContentType, StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = contentType[WireHeaderNames.ContentType.Length..];
        return rest.IsEmpty || rest[0] is '+' or ';' or ' ';
    }
}
