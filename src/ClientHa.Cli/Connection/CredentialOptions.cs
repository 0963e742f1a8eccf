using System.CommandLine;

namespace ClientHa.Cli;

/// <summary>Whom a command believes, and how it shows who it is. A token never stands on a command line, which every user of the machine can read.</summary>
internal sealed class CredentialOptions
{
    public const string TokenVariable = "CLIENTHA_TOKEN";
    public const string TokenFileVariable = "CLIENTHA_TOKEN_FILE";
    public const string CaVariable = "CLIENTHA_CA";
    public const string CertificateVariable = "CLIENTHA_CERT";
    public const string KeyVariable = "CLIENTHA_KEY";

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = $"A file with the token to show. Default: {TokenFileVariable}, or the token itself in {TokenVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> ca = new("--ca") { Description = $"The authorities to believe, in PEM. Default: {CaVariable}, else the system's.", HelpName = "FILE" };

    private readonly Option<string?> certificate = new("--cert") { Description = $"The certificate to show, in PEM. Default: {CertificateVariable}.", HelpName = "FILE" };

    private readonly Option<string?> key = new("--key") { Description = $"Its private key. Default: {KeyVariable}, or it stands in the certificate's file.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(tokenFile);
        command.Add(ca);
        command.Add(certificate);
        command.Add(key);
    }

    public TlsOptions Tls(ParseResult parsed, Terminal terminal) => new()
    {
        CaFile = parsed.GetValue(ca) ?? terminal.Variable(CaVariable),
        ClientCertificateFile = parsed.GetValue(certificate) ?? terminal.Variable(CertificateVariable),
        ClientKeyFile = parsed.GetValue(key) ?? terminal.Variable(KeyVariable),
    };

    /// <exception cref="UsageException">The file cannot be read, or is empty.</exception>
    public string? Token(ParseResult parsed, Terminal terminal)
    {
        string? given = parsed.GetValue(tokenFile);
        string? variable = terminal.Variable(TokenVariable);
        if (given is null && !string.IsNullOrEmpty(variable))
            return variable.Trim();
        if ((given ?? terminal.Variable(TokenFileVariable)) is not { Length: > 0 } file)
            return null;
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } token ? token : throw new UsageException($"--token-file {file} is empty: put the token into it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--token-file {file} cannot be read: {exception.Message}");
        }
    }
}
