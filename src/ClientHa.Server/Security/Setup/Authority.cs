using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Server.Security.Setup;

/// <summary>
/// A set-up's own certificate authority, of elliptic keys (P-256). Whoever has its key can make himself a site: it is needed to issue and
/// to renew, and belongs on no site.
/// </summary>
internal sealed class Authority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>The clocks of two machines may differ by so much when a certificate is new.</summary>
    private static readonly TimeSpan slack = TimeSpan.FromHours(1);

    private readonly ECDsa key;
    private readonly X509Certificate2 certificate;

    private Authority(ECDsa key, X509Certificate2 certificate) => (this.key, this.certificate) = (key, certificate);

    public string CertificatePem => certificate.ExportCertificatePem();

    public string KeyPem => key.ExportPkcs8PrivateKeyPem();

    public DateTimeOffset End => certificate.NotAfter;

    /// <summary>A new one.</summary>
    public static Authority Create(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(NameOf(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new(key, request.CreateSelfSigned(now - slack, now + lifetime));
    }

    /// <exception cref="CryptographicException">The two are no certificate with its key.</exception>
    public static Authority Load(string certificatePem, string keyPem)
    {
        X509Certificate2 certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        return new(certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The authority's key is none of an elliptic curve."), certificate);
    }

    /// <summary>A certificate for a site, or with no DNS names for a client. It never outlives the authority.</summary>
    public IssuedCertificate Issue(string name, IEnumerable<string> dnsNames, DateTimeOffset now, TimeSpan lifetime)
    {
        using ECDsa subjectKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(NameOf(name), subjectKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        bool isSite = false;
        foreach (string dnsName in dnsNames)
        {
            alternatives.AddDnsName(dnsName);
            isSite = true;
        }
        if (isSite)
            request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        OidCollection uses = [new Oid(ClientAuthentication)];
        if (isSite)
            uses.Add(new Oid(ServerAuthentication));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        DateTimeOffset begin = now - slack < certificate.NotBefore ? certificate.NotBefore : now - slack;
        DateTimeOffset end = now + lifetime > certificate.NotAfter ? certificate.NotAfter : now + lifetime;
        using X509Certificate2 issued = request.Create(certificate, begin, end, SerialNumber());
        return new(issued.ExportCertificatePem() + "\n", subjectKey.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private static X500DistinguishedName NameOf(string name)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddCommonName(name);
        return builder.Build();
    }

    /// <summary>Positive, of 127 bits.</summary>
    private static byte[] SerialNumber()
    {
        byte[] number = RandomNumberGenerator.GetBytes(16);
        number[0] = (byte)((number[0] & 0x7F) | 0x01);
        return number;
    }
}
