namespace ClientHa.Integration.Tests.Tls;

/// <summary>A certificate and its key, each a PEM file, and when it ends.</summary>
internal sealed record IssuedCertificate(string CertificateFile, string KeyFile, DateTimeOffset End)
{
    /// <summary>What a site's program is given to show it.</summary>
    public string[] SiteArguments => ["--certificate", CertificateFile, "--key", KeyFile];
}
