namespace ClientHa.Configuration;

/// <summary>The checked <see cref="TlsOptions"/>; without effect where the plan does not use TLS.</summary>
internal sealed record TlsPlan(string? CaFile, string? ClientCertificateFile, string? ClientKeyFile, string? ServerName)
{
    public static readonly TlsPlan SystemTrust = new(null, null, null, null);
}
