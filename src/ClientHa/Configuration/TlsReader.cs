using System.Security.Authentication;

namespace ClientHa.Configuration;

/// <summary>Checks <see cref="HaOptions.Tls"/>, and what the files hold.</summary>
internal static class TlsReader
{
    public static TlsPlan Read(HaOptions options, SiteNaming? naming, Findings findings)
    {
        int before = findings.Failures.Count;
        TlsOptions tls = options.Tls ?? new();
        TlsPlan plan = new(
            NullIfEmpty(tls.CaFile),
            NullIfEmpty(tls.ClientCertificateFile),
            NullIfEmpty(tls.ClientKeyFile),
            NullIfEmpty(tls.ServerName));
        CheckFile("Tls:CaFile", plan.CaFile, findings);
        CheckFile("Tls:ClientCertificateFile", plan.ClientCertificateFile, findings);
        CheckFile("Tls:ClientKeyFile", plan.ClientKeyFile, findings);
        if (plan is { ClientKeyFile: not null, ClientCertificateFile: null })
        {
            findings.Fail($"Tls:ClientKeyFile \"{plan.ClientKeyFile}\" is without a certificate: set " +
                "Tls:ClientCertificateFile too, or remove the key");
        }
        if (plan.ServerName is { } name && !HostName.IsValid(name))
        {
            findings.Fail($"Tls:ServerName \"{name}\" is not a host name: write the name in the sites' certificate, " +
                "like ha.test");
        }
        if (plan != TlsPlan.SystemTrust && naming is { UseTls: false })
        {
            findings.Fail($"Tls is set, but {Authority(naming)} is used without TLS: write grpcs://{Authority(naming)}, " +
                "or remove Tls");
        }
        if (findings.Failures.Count == before)
            CheckContents(plan, findings);
        return plan;
    }

    private static void CheckContents(TlsPlan plan, Findings findings)
    {
        try
        {
            TlsMaterial.Load(plan);
        }
        catch (AuthenticationException exception)
        {
            findings.Fail($"{exception.Message}: write the path of a PEM file");
        }
    }

    private static string Authority(SiteNaming naming) => $"{naming.Address.Host}:{naming.Address.Port}";

    /// <summary>An environment variable that is set to nothing binds as an empty text.</summary>
    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void CheckFile(string option, string? path, Findings findings)
    {
        if (path is not null && !File.Exists(path))
        {
            findings.Fail($"{option} \"{path}\" does not exist as seen from {Environment.CurrentDirectory}: write the " +
                "path of a PEM file");
        }
    }
}
