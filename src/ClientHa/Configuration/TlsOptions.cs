namespace ClientHa;

/// <summary>
/// How the sites' certificates are checked, and what this client shows of itself. Nothing here turns the check off: a test takes
/// a certificate authority of its own. The files are
/// read again every 30 seconds: what changed holds for new connections, and a file that is being written changes nothing.
/// </summary>
public sealed class TlsOptions
{
    /// <summary>
    /// A PEM file with the certificate authorities to trust in place of the system's. Default: none. An error if there is no
    /// such file.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>
    /// A PEM file with the certificate that this client shows to the sites. Default: none. An error if there is no such file.
    /// </summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>
    /// A PEM file with the private key of <see cref="ClientCertificateFile"/>. Default: none, that is the key stands in the
    /// certificate's file. An error if there is no such file, and without a certificate.
    /// </summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>
    /// The host name that the certificate must carry, where it is not the site's own name; requests carry it as their authority
    /// too. Default: none, that is the site's name. An error if it is not a host name.
    /// </summary>
    public string? ServerName { get; set; }
}
