using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Security;

namespace ClientHa.Server.Tests.Security;

/// <summary>What a certificate is for.</summary>
public sealed class CertificateChainTests
{
    private static readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    //        what the certificate says of itself | is it good for a client? | for a server?
    [Theory]
    [InlineData("", true, true)]
    [InlineData(CertificateChain.ForClients, true, false)]
    [InlineData(CertificateChain.ForServers, false, true)]
    [InlineData(CertificateChain.ForClients + " " + CertificateChain.ForServers, true, true)]
    [InlineData("1.3.6.1.5.5.7.3.3", false, false)]
    public void A_certificate_is_good_for_what_it_says(string purposes, bool isForClients, bool isForServers)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest ca = new("CN=A CA of everything", key, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 authority = ca.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        CertificateRequest request = new("CN=0.ha.test", key, HashAlgorithmName.SHA256);
        if (purposes.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Split(' ').Select(purpose => new Oid(purpose))], critical: false));
        using X509Certificate2 certificate = request.Create(authority, now.AddHours(-1), now.AddHours(1), [1, 2, 3]);

        string? client = CertificateChain.Fault(certificate, null, [authority], now, CertificateChain.ForClients);
        string? server = CertificateChain.Fault(certificate, null, [authority], now, CertificateChain.ForServers);

        Assert.Equal((isForClients, isForServers), (client is null, server is null));
        Assert.Equal(isForClients ? null : "it is not for TLS clients, as its extended key usage says", client);
    }
}
