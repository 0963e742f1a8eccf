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

    /// <summary>Whether the other side is the site that it says it is, by its certificate where there is TLS.</summary>
    /// <param name="site">What it says.</param>
    /// <returns>Cancelled when the certificate has ended, or its authority is no longer believed.</returns>
    /// <exception cref="PeerFailure">It is not, or that was no longer so by the time that it said it.</exception>
    public CancellationToken Check(int site)
    {
        if (Volatile.Read(ref shown) is not { } certificate)
            return default;
        CancellationToken ended = certificate.Ended;
        if (Fault(certificate.Identity) is { } fault)
            throw new PeerFailure(PeerFailureKind.Refused, fault);
        PeerCertificate.Check(certificate.Identity.Site, site);
        return ended;
    }

    private void Met(ShownCertificate certificate)
    {
        Volatile.Write(ref shown, certificate);
        if (Fault(certificate.Identity) is { } fault)
            throw new AuthenticationException(fault);
    }

    private static string? Fault(CertificateIdentity identity) =>
        identity.SiteFault is { } fault ? $"the certificate {identity.Subject} of that site is refused: {fault}" : null;
}
