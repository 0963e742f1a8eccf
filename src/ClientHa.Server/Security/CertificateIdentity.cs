using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Server.Security;

/// <summary>Who a certificate shows, and by whose word.</summary>
/// <param name="Subject">For messages.</param>
/// <param name="Names">The common name and the DNS names.</param>
/// <param name="Site">The site's number, where an authority for sites says so.</param>
/// <param name="IsClient">Whether an authority for clients has issued it.</param>
/// <param name="Fault">Why it is worth nothing; null where it is worth something.</param>
/// <param name="SiteFault">Why it makes no site; null where it does.</param>
/// <param name="End">When it ends: a connection can last longer.</param>
internal sealed record CertificateIdentity(string Subject, string[] Names, int? Site, bool IsClient, string? Fault, string? SiteFault, DateTimeOffset End)
{
    private const int MaxSite = 255;

    public static CertificateIdentity Of(
        X509Certificate2 certificate, X509Certificate2Collection? between, ServerTlsMaterial material, DateTimeOffset now, string purpose)
    {
        string[] dnsNames = DnsNames(certificate);
        string? clientFault = FaultOf(certificate, between, material.ClientAuthorities, now, purpose);
        string? peerFault = FaultOf(certificate, between, material.PeerAuthorities, now, purpose);
        int? site = peerFault is null ? SiteOf(dnsNames) : null;
        string? siteFault = peerFault ?? (site is null ? "it names no site's number, as the first label of a DNS name such as 0.ha.test does" : null);
        string? fault = clientFault is null || siteFault is null ? null
            : material.ClientAuthorities is null || peerFault is null ? siteFault : clientFault;
        return new(
            certificate.Subject,
            [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), .. dnsNames],
            site, clientFault is null, fault, siteFault, certificate.NotAfter);
    }

    private static string? FaultOf(
        X509Certificate2 certificate, X509Certificate2Collection? between, X509Certificate2Collection? authorities, DateTimeOffset now, string purpose) =>
        authorities is null ? "this site takes no certificates" : CertificateChain.Fault(certificate, between, authorities, now, purpose);

    private static string[] DnsNames(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } alternatives
            ? [.. alternatives.EnumerateDnsNames()]
            : [];

    /// <summary>Null where the names tell no number, or more than one.</summary>
    private static int? SiteOf(string[] dnsNames)
    {
        int[] numbers = [.. dnsNames.Select(NumberOf).OfType<int>().Distinct()];
        return numbers is [int number] ? number : null;
    }

    private static int? NumberOf(string dnsName)
    {
        string label = dnsName.Split('.')[0];
        return int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= MaxSite && number.ToString(CultureInfo.InvariantCulture) == label
                ? number
                : null;
    }
}
