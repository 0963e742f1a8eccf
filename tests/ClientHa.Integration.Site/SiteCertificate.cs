using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ClientHa.Integration.Site;

/// <summary>TLS for a site: its own certificate, and whose certificates its clients must show, if any.</summary>
internal static class SiteCertificate
{
    public static void Use(ListenOptions listen, string certificateFile, string keyFile, string? clientCaFile) =>
        listen.UseHttps(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), https =>
        {
            if (clientCaFile is null) return;
            X509Certificate2 clientCa = X509CertificateLoader.LoadCertificateFromFile(clientCaFile);
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => IsIssuedBy(clientCa, certificate);
        });

    private static bool IsIssuedBy(X509Certificate2 ca, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        return chain.Build(certificate);
    }
}
