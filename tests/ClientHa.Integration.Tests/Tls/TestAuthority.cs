using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClientHa.Integration.Tests.Tls;

/// <summary>A certificate authority of a test, with what it issues as PEM files in a folder.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;
    private readonly string folder;
    private readonly string name;

    public TestAuthority(string folder, string name)
    {
        (this.folder, this.name) = (folder, name);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        certificate = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
        CaFile = Write($"{name}.pem", certificate.ExportCertificatePem());
    }

    public string CaFile { get; }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>A certificate for a host or a client, good for a day, or since a day no more.</summary>
    public IssuedCertificate Issue(string subject, bool isExpired = false)
    {
        using ECDsa subjectKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={subject}", subjectKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        alternatives.AddDnsName(subject);
        request.CertificateExtensions.Add(alternatives.Build());
        DateTimeOffset end = Now.AddDays(isExpired ? -1 : 1);
        using X509Certificate2 issued = request.Create(certificate, end.AddDays(-30), end, RandomNumberGenerator.GetBytes(16));
        string file = $"{name}-{subject}{(isExpired ? "-expired" : "")}";
        return new(
            Write($"{file}.pem", issued.ExportCertificatePem()),
            Write($"{file}.key", subjectKey.ExportPkcs8PrivateKeyPem()),
            end);
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private string Write(string fileName, string pem)
    {
        string path = Path.Combine(folder, fileName);
        File.WriteAllText(path, pem);
        return path;
    }
}
