using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>Checks <see cref="HaServerOptions.Tls"/>, and what the files hold.</summary>
internal static class ServerTlsReader
{
    /// <summary>Null where there is no TLS, or a fault.</summary>
    public static ServerTlsPlan? Read(ServerTlsOptions? options, Findings findings)
    {
        options ??= new();
        if (NullIfEmpty(options.CertificateFile) is not { } certificate)
        {
            foreach ((string name, string? file) in ((string, string?)[])[("KeyFile", options.KeyFile), ("ClientCaFile", options.ClientCaFile), ("PeerCaFile", options.PeerCaFile)])
            {
                if (NullIfEmpty(file) is not null)
                    findings.Fail($"Tls:{name} \"{file}\" is without a certificate of this site: set Tls:CertificateFile, too");
            }
            return null;
        }
        ServerTlsPlan plan = new(certificate, NullIfEmpty(options.KeyFile), NullIfEmpty(options.ClientCaFile), NullIfEmpty(options.PeerCaFile));
        try
        {
            ServerTlsMaterial.Load(plan);
            NoteOpenKey(plan.KeyFile ?? plan.CertificateFile, findings);
        }
        catch (TlsFileException exception)
        {
            findings.Fail(exception.Message);
        }
        return plan;
    }

    private static void NoteOpenKey(string file, Findings findings)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0)
            findings.Note($"The private key in {file} can be read by every user of this machine: 'chmod 600' it");
    }

    /// <summary>An environment variable that is set to nothing binds as an empty text.</summary>
    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
