using System.CommandLine;
using System.Globalization;
using ClientHa.Server;
using ClientHa.Server.Hosting;
using ClientHa.Server.Security;
using ClientHa.Server.Security.Setup;

namespace ClientHa.Cli.Commands;

/// <summary>The tokens in a site's file. Each site has its own file: copy it to the others.</summary>
internal static class TokenCommand
{
    public static Command Create(Terminal terminal) => new("token", "Makes tokens for clients and operators, and takes them away.")
    {
        New(terminal),
        List(terminal),
        Revoke(terminal),
    };

    private static DocumentedCommand New(Terminal terminal)
    {
        Option<string> file = FileOption();
        Option<string> name = new("--name") { Description = "Whose it is.", HelpName = "NAME", Required = true };
        Option<string> role = new("--role") { Description = "client, or operator, who may do everything.", HelpName = "ROLE", DefaultValueFactory = _ => "client" };
        Option<string[]> prefix = new("--prefix") { Description = "Of a client: how the keys begin that it may read and write; may be repeated. Default: all.", HelpName = "PREFIX" };
        Option<string[]> readPrefix = new("--read-prefix") { Description = "Of a client: how the keys begin that it may only read; may be repeated.", HelpName = "PREFIX" };
        Option<string[]> allow = new("--allow") { Description = "From where it may be shown, such as 10.1.0.0/16; may be repeated. Default: everywhere.", HelpName = "RANGE" };
        Option<int?> days = new("--days") { Description = "After how many days it ends. Default: never.", HelpName = "N" };
        DocumentedCommand command = new(
            "new",
            "Makes a token, prints it, and puts its hash into the file. It is shown this once: no site knows it. A site takes a changed "
            + "file within seconds. Give every site the same file.",
            "clientha token new --file /var/lib/clientha/security/tokens.json --name app --prefix config/ > app.token",
            "clientha token new --file tokens.json --name alice --role operator --allow 10.0.0.0/8 --days 90")
        {
            file, name, role, prefix, readPrefix, allow, days,
        };
        command.Runs(terminal, async (parsed, _) =>
        {
            string path = parsed.GetRequiredValue(file);
            List<AccessGrantOptions> tokens = File.Exists(path) ? Read(path) : [];
            string token = AccessToken.Create();
            tokens.Add(new()
            {
                Name = parsed.GetRequiredValue(name),
                Role = parsed.GetValue(role)!,
                Hash = AccessToken.HashPrefix + AccessToken.HashOf(token),
                Read = parsed.GetValue(readPrefix) ?? [],
                Write = parsed.GetValue(prefix) ?? [],
                Allow = parsed.GetValue(allow) ?? [],
                Expires = parsed.GetValue(days) is { } number
                    ? terminal.TimeProvider.GetUtcNow().AddDays(number is > 0 and <= 36_500 ? number : throw new UsageException($"--days is {number}: give a number from 1 to 36500."))
                    : null,
            });
            Findings findings = new();
            GrantReader.Read("tokens", tokens, areTokens: true, findings);
            if (findings.Failures.Count > 0)
                throw new UsageException($"{string.Join("; ", findings.Failures)}.");
            SecretFile.Write(path, TokensFile.Write(tokens));
            await terminal.Out.WriteLineAsync(token);
            return ExitCode.Good;
        });
        return command;
    }

    private static DocumentedCommand List(Terminal terminal)
    {
        Option<string> file = FileOption();
        DocumentedCommand command = new("list", "Shows whose tokens are in the file, and what they may do.", "clientha token list --file tokens.json") { file };
        command.Runs(terminal, async (parsed, _) =>
        {
            foreach (AccessGrantOptions token in Read(parsed.GetRequiredValue(file)))
            {
                string may = token.Read.Count + token.Write.Count == 0 ? "everything" : string.Join(", ", [.. token.Write.Select(prefix => $"{prefix}*"), .. token.Read.Select(prefix => $"{prefix}* (read)")]);
                string end = token.Expires is { } expires ? expires.ToString("u", CultureInfo.InvariantCulture) : "never";
                await terminal.Out.WriteLineAsync($"{Words.OnOneLine(token.Name)}\t{token.Role}\t{may}\t{string.Join(", ", token.Allow)}\t{end}");
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static DocumentedCommand Revoke(Terminal terminal)
    {
        Option<string> file = FileOption();
        Argument<string> name = new("NAME") { Description = "Whose." };
        DocumentedCommand command = new(
            "revoke", "Takes a token out of the file. Sites refuse it within seconds, and end the streams that it opened.", "clientha token revoke app --file tokens.json")
        {
            name, file,
        };
        command.Runs(terminal, (parsed, _) =>
        {
            string path = parsed.GetRequiredValue(file), whose = parsed.GetRequiredValue(name);
            List<AccessGrantOptions> tokens = Read(path);
            if (tokens.RemoveAll(token => token.Name == whose) == 0)
                throw new FailedException($"There is no token of \"{whose}\" in {path}.");
            SecretFile.Write(path, TokensFile.Write(tokens));
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    private static List<AccessGrantOptions> Read(string path)
    {
        try
        {
            return TokensFile.Parse(File.ReadAllText(path));
        }
        catch (FormatException fault)
        {
            throw new FailedException($"{path} is no file of tokens: {fault.Message}.");
        }
    }

    private static Option<string> FileOption() => new("--file") { Description = "The file of tokens: security/tokens.json of a data directory that was joined.", HelpName = "FILE", Required = true };
}
