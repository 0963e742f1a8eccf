namespace ClientHa.Server.Security.Setup;

/// <summary>A certificate and its private key, as PEM.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem);
