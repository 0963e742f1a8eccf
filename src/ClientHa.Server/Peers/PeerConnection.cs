using System.Security.Authentication;
using ClientHa.Server.Security;

namespace ClientHa.Server.Peers;

/// <summary>How another site is connected to, and whom its certificate shows.</summary>
internal sealed class PeerConnection
{
    private ShownCertificate? shown;

    /// <param name="address">As it was configured.</param>
    /// <param name="tls">Null: none.</param>
    /// <param name="connectTimeout">The handshake is inside it.</param>
    public PeerConnection(string address, ServerTls? tls, TimeSpan connectTimeout)
    {
        Address = new Uri($"{(tls is null ? "http" : "https")}://{address}");
        Handler = new SocketsHttpHandler { ConnectTimeout = connectTimeout, UseProxy = false };
        if (tls is not null)
            Handler.SslOptions = tls.Dial(Met);
    }

    public Uri Address { get; }

    public SocketsHttpHandler Handler { get; }

    /// <summary>The site's number by its certificate; null where there is no TLS.</summary>
    public int? Certified => Volatile.Read(ref shown)?.Identity.Site;

    /// <summary>Cancelled when the site's certificate has ended, or its authority is no longer believed.</summary>
    public CancellationToken CertificateEnded => Volatile.Read(ref shown)?.Ended ?? default;

    private void Met(ShownCertificate certificate)
    {
        Volatile.Write(ref shown, certificate);
        if (certificate.Identity is { SiteFault: { } fault } identity)
            throw new AuthenticationException($"the certificate {identity.Subject} of that site is refused: {fault}");
    }
}
