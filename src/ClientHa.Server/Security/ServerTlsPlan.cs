namespace ClientHa.Server.Security;

/// <summary>The checked <see cref="ServerTlsOptions"/>.</summary>
internal sealed record ServerTlsPlan(string CertificateFile, string? KeyFile, string? ClientCaFile, string? PeerCaFile);
