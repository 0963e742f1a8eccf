using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Security;
using ClientHa.Server.Security.Setup;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Security;

/// <summary>An authority with what it has issued, in files, and tokens.</summary>
internal sealed class SecureFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-security-");
    private int dataDirectories;

    private SecureFolder() => CaFile = Write("ca.pem", Authority.CertificatePem);

    public Authority Authority { get; } = Authority.Create("Our CA", Now, TimeSpan.FromDays(30));

    public Authority Stranger { get; } = Authority.Create("Another CA", Now, TimeSpan.FromDays(30));

    public string CaFile { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static SecureFolder Create() => new();

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public DirectoryInfo NewDataDirectory() => folder.CreateSubdirectory($"data{dataDirectories++}");

    /// <summary>A certificate for site N in files: <c>site.pem</c> and <c>site.key</c>.</summary>
    public void IssueSite(int site, string file = "site", Authority? by = null) =>
        Write(file, (by ?? Authority).Issue($"{site}.ha.test", [$"{site}.ha.test", "ha.test", "localhost"], Now, TimeSpan.FromDays(1)));

    /// <summary>What a client shows, without files.</summary>
    public X509Certificate2 Client(string name = "app", Authority? by = null, TimeSpan? lifetime = null, string[]? dnsNames = null)
    {
        IssuedCertificate issued = (by ?? Authority).Issue(name, dnsNames ?? [], lifetime < TimeSpan.Zero ? Now + lifetime.Value : Now, lifetime < TimeSpan.Zero ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(1));
        using X509Certificate2 ephemeral = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.KeyPem);
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Options of a site with TLS, whose certificate is in these files.</summary>
    public void UseTls(HaServerOptions options, string file = "site") =>
        (options.Tls.CertificateFile, options.Tls.KeyFile, options.Tls.ClientCaFile, options.Tls.PeerCaFile) =
            (PathOf($"{file}.pem"), PathOf($"{file}.key"), CaFile, CaFile);

    /// <summary>A channel that believes our authority, and shows a certificate if it is given one.</summary>
    public WireChannel Connect(string endPoint, X509Certificate2? certificate = null) => new(Handler(certificate), Address(endPoint));

    /// <summary>By the name in the certificate: IP addresses stand in none.</summary>
    public static Uri Address(string endPoint, string path = "/") => new($"https://localhost:{endPoint.Split(':')[^1]}{path}");

    public SocketsHttpHandler Handler(X509Certificate2? certificate = null)
    {
        SslClientAuthenticationOptions ssl = new()
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        ssl.CertificateChainPolicy.CustomTrustStore.ImportFromPem(Authority.CertificatePem);
        if (certificate is not null)
            ssl.ClientCertificates = [certificate];
        return new SocketsHttpHandler { UseProxy = false, SslOptions = ssl };
    }

    public static string HashOf(string token) => AccessToken.HashPrefix + AccessToken.HashOf(token);

    public void Dispose()
    {
        Authority.Dispose();
        Stranger.Dispose();
        folder.Delete(recursive: true);
    }

    private void Write(string file, IssuedCertificate issued)
    {
        Write($"{file}.pem", issued.CertificatePem);
        Write($"{file}.key", issued.KeyPem);
    }
}
