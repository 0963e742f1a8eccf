using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ClientHa.Server.Security;

/// <summary>TLS where a site listens.</summary>
internal static class SecureEndPoint
{
    /// <param name="listen">After its protocols were set.</param>
    /// <param name="tls">Null: none.</param>
    public static void Use(ListenOptions listen, ServerTls? tls)
    {
        if (tls is null)
            return;

        // The two agree by ALPN.
        if (listen.Protocols == HttpProtocols.Http2)
            listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = handshake => ValueTask.FromResult(tls.Accept(identity => handshake.Connection.Features.Set(identity))),
        });
    }
}
