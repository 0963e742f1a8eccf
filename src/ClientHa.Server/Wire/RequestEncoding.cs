using ClientHa.Wire;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Wire;

/// <summary>Messages are taken as they are; a client that compresses them is told so (grpc/doc/compression.md).</summary>
internal static class RequestEncoding
{
    /// <exception cref="WireException">UNIMPLEMENTED: the client uses an encoding.</exception>
    public static void Check(HttpContext http)
    {
        var encoding = http.Request.Headers[WireHeaderNames.Encoding].ToString();
        if (encoding.Length == 0 || encoding == WireHeaderNames.Identity)
            return;

        http.Response.Headers[WireHeaderNames.AcceptEncoding] = WireHeaderNames.Identity;
        throw new WireException(
            WireStatusCode.Unimplemented, $"The encoding '{encoding}' is not supported; accepted is: {WireHeaderNames.Identity}.");
    }
}
