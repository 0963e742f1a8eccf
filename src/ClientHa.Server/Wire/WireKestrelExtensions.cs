using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Wire;

/// <summary>Sets Kestrel up for gRPC.</summary>
internal static class WireKestrelExtensions
{
    /// <summary>
    /// Listens for HTTP/2, without TLS unless <paramref name="configure"/> adds it. Kestrel's lower limit on the rate of responses
    /// goes, for the whole server, because it would cut a stream whose client is frozen or merely slow; its limits on requests go
    /// for gRPC calls only.
    /// </summary>
    public static void ListenWire(this KestrelServerOptions options, IPEndPoint endPoint, Action<ListenOptions>? configure = null)
    {
        options.Limits.MinResponseDataRate = null;
        options.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            configure?.Invoke(listen);
        });
    }
}
