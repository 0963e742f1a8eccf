namespace ClientHa.Server;

/// <summary>
/// How a site shows who it is, and by whose word it believes others. The files are PEM and are read again when they change: what
/// changed holds for new connections, those that stand go on, and a file that is being written changes nothing.
/// </summary>
public sealed class ServerTlsOptions
{
    /// <summary>
    /// The site's certificate, with those of intermediate authorities behind it. Between sites it shows the site's number: the first
    /// label of a DNS name in it, as in <c>0.ha.test</c>. Default: none, that is no TLS.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>The private key of <see cref="CertificateFile"/>. Default: none, that is the key stands in the certificate's file.</summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// The authorities whose certificates make a caller a client; <see cref="ServerAccessOptions.Certificates"/> can say more of
    /// single ones. Default: none, that is no certificate makes a client.
    /// </summary>
    public string? ClientCaFile { get; set; }

    /// <summary>
    /// The authorities whose certificates make a caller, or who is called, another site, if the certificate names a site's number.
    /// They should issue nothing else with such a name. Default: none, that is no certificate makes a site.
    /// </summary>
    public string? PeerCaFile { get; set; }
}
