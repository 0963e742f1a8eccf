using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Configuration;

/// <summary>What the files of a <see cref="TlsPlan"/> held when they were last good.</summary>
internal sealed class TlsMaterial
{
    private readonly string?[] texts;

    private TlsMaterial(TlsPlan plan, string?[] texts)
    {
        this.texts = texts;
        Authorities = LoadAuthorities(plan, texts[0]);
        ClientCertificate = LoadClientCertificate(plan, texts[1], texts[2]);
    }

    /// <summary>Null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; }

    public X509Certificate2? ClientCertificate { get; }

    /// <exception cref="AuthenticationException">A file cannot be read or holds nothing usable; the message says which.</exception>
    public static TlsMaterial Load(TlsPlan plan) => new(plan, Read(plan));

    /// <summary>
    /// The same object while the files hold the same: their contents are compared, since a file may be replaced by a link or by
    /// one with an old date.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public TlsMaterial LoadAgain(TlsPlan plan)
    {
        string?[] now = Read(plan);
        return now.SequenceEqual(texts, StringComparer.Ordinal) ? this : new(plan, now);
    }

    private static string?[] Read(TlsPlan plan) =>
    [
        Read(nameof(plan.CaFile), plan.CaFile),
        Read(nameof(plan.ClientCertificateFile), plan.ClientCertificateFile),
        Read(nameof(plan.ClientKeyFile), plan.ClientKeyFile),
    ];

    private static string? Read(string option, string? file)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException($"Tls:{option} \"{file}\" cannot be read ({exception.Message})", exception);
        }
    }

    private static X509Certificate2Collection? LoadAuthorities(TlsPlan plan, string? text)
    {
        if (text is null)
            return null;
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw Unusable(nameof(plan.CaFile), plan.CaFile, exception);
        }
        return authorities.Count > 0 ? authorities : throw Unusable(nameof(plan.CaFile), plan.CaFile, null);
    }

    private static X509Certificate2? LoadClientCertificate(TlsPlan plan, string? certificate, string? key)
    {
        if (certificate is null)
            return null;
        try
        {
            using X509Certificate2 ephemeral = X509Certificate2.CreateFromPem(certificate, key ?? certificate);

            // Windows' TLS refuses a key that was never stored, which a detour through PKCS #12 gets around.
            return LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unusable(nameof(plan.ClientCertificateFile), plan.ClientCertificateFile, exception);
        }
    }

    private static AuthenticationException Unusable(string option, string? file, Exception? inner) => new(
        $"Tls:{option} \"{file}\" holds no usable PEM {(option == "CaFile" ? "certificate" : "certificate with its key")}" +
        (inner is null ? "" : $" ({inner.Message.TrimEnd('.')})"),
        inner);

#if NET9_0_OR_GREATER
    private static X509Certificate2 LoadPkcs12(byte[] bytes) => X509CertificateLoader.LoadPkcs12(bytes, null);
#else
    private static X509Certificate2 LoadPkcs12(byte[] bytes) => new(bytes);
#endif
}
