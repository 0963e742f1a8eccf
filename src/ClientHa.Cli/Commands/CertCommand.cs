using System.CommandLine;
using ClientHa.Server.Security.Setup;

namespace ClientHa.Cli.Commands;

/// <summary>Certificates of the authority that <see cref="InitCommand"/> has made.</summary>
internal static class CertCommand
{
    public static Command Create(Terminal terminal) => new("cert", "Issues certificates of the authority that 'clientha init' has made.")
    {
        Renew(terminal),
        New(terminal),
    };

    private static DocumentedCommand Renew(Terminal terminal)
    {
        Option<string> folder = Folder();
        Option<int?> site = new("--site") { Description = "Only this one's. Default: every site's.", HelpName = "N" };
        Option<int?> days = LifetimeOption.Create();
        DocumentedCommand command = new(
            "renew",
            "Issues the certificates in the join files anew. Then, on each site: clientha join FILE --data DIRECTORY. The site takes it without a restart.",
            "clientha cert renew --dir ha.test")
        {
            folder, site, days,
        };
        command.Runs(terminal, async (parsed, _) =>
        {
            SetupFolder setup = Open(parsed.GetRequiredValue(folder), terminal);
            TimeSpan lifetime = LifetimeOption.Read(parsed, days);
            foreach (int number in parsed.GetValue(site) is { } one ? [one] : setup.Sites)
            {
                setup.Renew(number, lifetime);
                await terminal.Out.WriteLineAsync(setup.JoinFileOf(number));
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static DocumentedCommand New(Terminal terminal)
    {
        Argument<string> name = new("NAME") { Description = "Whose it is: what the site shows, and what Access:Certificates can name." };
        Option<string> folder = Folder();
        Option<int?> days = LifetimeOption.Create();
        DocumentedCommand command = new(
            "new",
            "Issues a certificate for a client, which shows it in place of a token.",
            "clientha cert new reports --dir ha.test",
            "clientha get patients/7 --ca ha.test/ca.pem --cert ha.test/reports.pem --key ha.test/reports.key")
        {
            name, folder, days,
        };
        command.Runs(terminal, async (parsed, _) =>
        {
            string client = parsed.GetRequiredValue(name);
            if (client.Length is 0 or > 64 || !client.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
                throw new UsageException($"\"{client}\" is no name for a client: give 1 to 64 letters, digits, - and _.");
            if (client.All(char.IsAsciiDigit) || client == "ca")
                throw new UsageException($"\"{client}\" is no name for a client: it would be taken for a site or for the authority.");
            (string certificate, string key) = Open(parsed.GetRequiredValue(folder), terminal).IssueClient(client, LifetimeOption.Read(parsed, days));
            await terminal.Out.WriteLineAsync(certificate);
            await terminal.Out.WriteLineAsync(key);
            return ExitCode.Good;
        });
        return command;
    }

    private static Option<string> Folder() => new("--dir") { Description = "What 'clientha init --out' was given.", HelpName = "DIR", Required = true };

    private static SetupFolder Open(string path, Terminal terminal)
    {
        SetupFolder setup = new(path, terminal.TimeProvider);
        return File.Exists(setup.AuthorityKeyFile)
            ? setup
            : throw new FailedException($"There is no {setup.AuthorityKeyFile}: name the directory that 'clientha init' has made.");
    }
}
