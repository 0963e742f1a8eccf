using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Server.Security;

/// <summary>What the files of a <see cref="ServerTlsPlan"/> held when they were last good.</summary>
internal sealed class ServerTlsMaterial
{
    private readonly string?[] texts;

    private ServerTlsMaterial(ServerTlsPlan plan, string?[] texts)
    {
        this.texts = texts;
        Certificate = LoadCertificate(plan, texts[0]!, texts[1]);
        Context = SslStreamCertificateContext.Create(Certificate, Authorities(nameof(plan.CertificateFile), plan.CertificateFile, texts[0]), offline: true);
        ClientAuthorities = Authorities(nameof(plan.ClientCaFile), plan.ClientCaFile, texts[2]);
        PeerAuthorities = Authorities(nameof(plan.PeerCaFile), plan.PeerCaFile, texts[3]);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate with those above it, as it is sent.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Null: none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; }

    /// <inheritdoc cref="ClientAuthorities"/>
    public X509Certificate2Collection? PeerAuthorities { get; }

    /// <exception cref="TlsFileException">A file cannot be read or holds nothing usable.</exception>
    public static ServerTlsMaterial Load(ServerTlsPlan plan) => new(plan, Read(plan));

    /// <summary>
    /// The same object while the files hold the same: their contents are compared, since a file may be replaced by a link or by one
    /// with an old date.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public ServerTlsMaterial LoadAgain(ServerTlsPlan plan)
    {
        string?[] now = Read(plan);
        return now.SequenceEqual(texts, StringComparer.Ordinal) ? this : new(plan, now);
    }

    private static string?[] Read(ServerTlsPlan plan) =>
    [
        Read(nameof(plan.CertificateFile), plan.CertificateFile),
        Read(nameof(plan.KeyFile), plan.KeyFile),
        Read(nameof(plan.ClientCaFile), plan.ClientCaFile),
        Read(nameof(plan.PeerCaFile), plan.PeerCaFile),
    ];

    private static string? Read(string option, string? file)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TlsFileException($"Tls:{option} \"{file}\" cannot be read ({exception.Message.TrimEnd('.')}): name a PEM file that this user may read", exception);
        }
    }

    private static X509Certificate2 LoadCertificate(ServerTlsPlan plan, string certificate, string? key)
    {
        try
        {
            using X509Certificate2 ephemeral = X509Certificate2.CreateFromPem(certificate, key ?? certificate);

            // Windows' TLS refuses a key that was never stored, which a detour through PKCS #12 gets around.
            return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // What the exception says is about the certificate's form; a key never stands in it.
            throw new TlsFileException(
                $"Tls:CertificateFile \"{plan.CertificateFile}\" holds no usable PEM certificate with its key" +
                $"{(plan.KeyFile is null ? "" : $", which Tls:KeyFile \"{plan.KeyFile}\" is to hold")} ({exception.Message.TrimEnd('.')}): write the paths of the two",
                exception);
        }
    }

    private static X509Certificate2Collection? Authorities(string option, string? file, string? text)
    {
        if (text is null)
            return null;
        X509Certificate2Collection authorities = [];
        Exception? fault = null;
        try
        {
            authorities.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            fault = exception;
        }
        return fault is null && authorities.Count > 0
            ? authorities
            : throw new TlsFileException($"Tls:{option} \"{file}\" holds no usable PEM certificate: write the path of a file that does", fault);
    }
}
