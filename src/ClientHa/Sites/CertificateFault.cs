using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Configuration;

namespace ClientHa.Sites;

/// <summary>Which certificate of a site is refused, why, and what to do.</summary>
internal static class CertificateFault
{
    /// <summary>Null for a good one.</summary>
    /// <param name="tls">What the operator wants.</param>
    /// <param name="host">The site's own name.</param>
    /// <param name="certificate">What the site showed.</param>
    /// <param name="chain">What it was checked with.</param>
    /// <param name="errors">The platform's finding.</param>
    public static string? Of(TlsPlan tls, string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null)
            return "the server showed no certificate";
        using X509Certificate2 shown = Load(certificate);
        List<string> faults = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            faults.Add($"it is made out to {string.Join(", ", Names(shown))} and not to {tls.ServerName ?? host}; if that is the site, " +
                "set Tls:ServerName to a name that it carries");
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
            faults.AddRange(chain.ChainStatus.Select(status => InWords(status, tls, shown)));
        return $"certificate {certificate.Subject} is refused: {string.Join("; ", faults)}";
    }

    private static string InWords(X509ChainStatus status, TlsPlan tls, X509Certificate2 certificate) => status.Status switch
    {
        X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot => tls.CaFile is { } file
            ? $"its issuer {certificate.Issuer} is not in Tls:CaFile \"{file}\""
            : $"this system does not trust its issuer {certificate.Issuer}; set Tls:CaFile to a PEM file with the authority",
        X509ChainStatusFlags.NotTimeValid => string.Create(
            CultureInfo.InvariantCulture,
            $"it is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}; renew it, or set the clock"),
        _ => $"{status.Status}: {status.StatusInformation.TrimEnd('.', '\n')}",
    };

    private static string[] Names(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? alternatives =
            certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] names = alternatives is null
            ? []
            : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())];
        return names.Length > 0 ? names : [certificate.Subject];
    }

#if NET9_0_OR_GREATER
    private static X509Certificate2 Load(X509Certificate certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
#else
    private static X509Certificate2 Load(X509Certificate certificate) => new(certificate);
#endif
}
