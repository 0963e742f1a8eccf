using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Server.Security;

/// <summary>
/// The certificate that the other side of a connection has shown, and what it is worth now: a connection may outlive it, and the belief in
/// who has issued it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer and without a link there is nothing to free.")]
internal sealed class ShownCertificate
{
    private readonly byte[] certificate;
    private readonly byte[][] between;
    private readonly string purpose;
    private ServerTlsMaterial judgedBy;
    private volatile CertificateIdentity identity;
    private volatile CancellationTokenSource ended = new();

    /// <param name="certificate">What was shown.</param>
    /// <param name="between">What was shown with it.</param>
    /// <param name="material">Whom the site believes.</param>
    /// <param name="now">When it was shown.</param>
    /// <param name="purpose">As <see cref="CertificateChain.Fault"/> takes it.</param>
    public ShownCertificate(
        X509Certificate2 certificate, X509Certificate2Collection? between, ServerTlsMaterial material, DateTimeOffset now, string purpose)
    {
        this.purpose = purpose;
        this.certificate = certificate.RawData;
        this.between = [.. (between ?? []).Select(each => each.RawData)];
        judgedBy = material;
        identity = CertificateIdentity.Of(certificate, between, material, now, purpose);
    }

    public CertificateIdentity Identity => identity;

    /// <summary>Cancelled when it is no longer worth what it was: no stream outlives that. To be read before <see cref="Identity"/>.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Looks whether it has ended, or other authorities are believed.</summary>
    public void JudgeAgain(ServerTlsMaterial material, DateTimeOffset now)
    {
        CertificateIdentity before = identity;
        if (material != judgedBy)
        {
            identity = Judge(material, now);
            judgedBy = material;
        }
        if (before.End > now && (before.Site, before.IsClient) == (identity.Site, identity.IsClient))
            return;
        CancellationTokenSource over = ended;
        ended = new();

        // Not by the keeper: what ends with it may take its time.
        _ = over.CancelAsync();
    }

    private CertificateIdentity Judge(ServerTlsMaterial material, DateTimeOffset now)
    {
        using X509Certificate2 again = X509CertificateLoader.LoadCertificate(certificate);
        X509Certificate2Collection chain = [.. between.Select(X509CertificateLoader.LoadCertificate)];
        try
        {
            return CertificateIdentity.Of(again, chain, material, now, purpose);
        }
        finally
        {
            foreach (X509Certificate2 each in chain)
                each.Dispose();
        }
    }
}
