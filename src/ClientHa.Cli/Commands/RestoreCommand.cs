using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using ClientHa.Server.Keeping;

namespace ClientHa.Cli.Commands;

/// <summary>Makes a data directory of a backup, for the day when all sites are lost.</summary>
internal static class RestoreCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "The backup." };
        Option<string> data = new("--data") { Description = "The new data directory, which is empty or not there.", HelpName = "DIRECTORY", Required = true };
        Option<int> site = new("--site") { Description = "The number of the site that it will be of.", HelpName = "N" };
        DocumentedCommand command = new(
            "restore",
            "Makes a data directory of a backup: the documents as they were, in a new cluster, which other sites join with empty directories. "
            + "Not for one site whose peers live: that one starts with an empty directory and takes over their state, which is newer.",
            "clientha restore /backups/monday --data /var/lib/clientha --site 0")
        {
            file, data, site,
        };
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            int number = parsed.GetValue(site);
            if (number is < 0 or > Restoration.MaxSite)
                throw new UsageException($"--site {number} is out of range: 0 to {Restoration.MaxSite}.");
            Restoration done = await Task.Run(
                () => Restoration.Run(Backup.Check(parsed.GetValue(file)!), parsed.GetValue(data)!, number, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))),
                cancellationToken);
            await terminal.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{parsed.GetValue(data)}: {done.Documents:N0} documents and deletions, as site {number} of the new cluster {done.Cluster}"));
            return ExitCode.Good;
        });
        return command;
    }
}
