using System.CommandLine;
using ClientHa.Server.Security.Setup;

namespace ClientHa.Cli.Commands;

/// <summary>Makes a directory that of a site.</summary>
internal static class JoinCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "The site's join file, from 'clientha init'." };
        Option<string> data = new("--data") { Description = "The site's data directory.", HelpName = "DIRECTORY", Required = true };
        Option<string?> listen = new("--listen") { Description = "Where to listen. Default: the port of the join file on all addresses.", HelpName = "ADDRESS:PORT" };
        DocumentedCommand command = new(
            "join",
            "Puts a site's number, peers, certificate and tokens into its data directory, where 'clientha serve --data' finds them. "
            + "With a renewed file it replaces the certificate of a site that runs, within seconds and without a restart. Then delete the file: it is a secret.",
            "clientha join site0.join --data /var/lib/clientha",
            "clientha serve --data /var/lib/clientha")
        {
            file, data, listen,
        };
        command.Runs(terminal, async (parsed, _) =>
        {
            JoinFile joined = JoinFile.Read(parsed.GetRequiredValue(file));
            string directory = parsed.GetRequiredValue(data);
            JoinedSite.Write(directory, joined, parsed.GetValue(listen));
            await terminal.Out.WriteLineAsync($"{directory} is site {joined.Site} of {joined.Domain}: start it with 'clientha serve --data {directory}'.");
            return ExitCode.Good;
        });
        return command;
    }
}
