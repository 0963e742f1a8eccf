using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Server.Security;

/// <summary>Whether a certificate comes from an authority.</summary>
internal static class CertificateChain
{
    /// <summary>What a certificate may be for (RFC 5280, section 4.2.1.12): one that says so of nothing is for everything.</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <inheritdoc cref="ForClients"/>
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>For the platform's own look at a certificate, whose finding nobody asks for: it must not wait for a download.</summary>
    public static X509ChainPolicy Quick() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
    };

    /// <summary>Null where the certificate is good; else what is wrong with it.</summary>
    /// <param name="certificate">What was shown.</param>
    /// <param name="between">What was shown with it.</param>
    /// <param name="authorities">Who may have issued it.</param>
    /// <param name="now">When it must be good.</param>
    /// <param name="purpose">What it must be for: an authority issues certificates of web servers, too, and none of them makes a client.</param>
    public static string? Fault(
        X509Certificate2 certificate, X509Certificate2Collection? between, X509Certificate2Collection authorities, DateTimeOffset now, string purpose)
    {
        using X509Chain chain = new() { ChainPolicy = Quick() };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (between is not null)
            chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        if (chain.Build(certificate))
            return null;
        return string.Join(", ", chain.ChainStatus.Select(status => InWords(status, certificate, purpose)).Distinct());
    }

    private static string InWords(X509ChainStatus status, X509Certificate2 certificate, string purpose) => status.Status switch
    {
        X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot => $"its issuer {certificate.Issuer} is none that this site believes",
        X509ChainStatusFlags.NotTimeValid => string.Create(
            CultureInfo.InvariantCulture,
            $"it is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}"),
        X509ChainStatusFlags.NotValidForUsage => $"it is not for TLS {(purpose == ForClients ? "clients" : "servers")}, as its extended key usage says",
        _ => $"{status.Status}: {status.StatusInformation.TrimEnd('.', '\n')}",
    };
}
