using System.CommandLine;
using System.Globalization;
using ClientHa.Server.Keeping;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>Takes a site's whole state into a file, while the site serves or from its directory when it does not.</summary>
internal static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "The file, which is made when the backup is whole, in place of one that is there." };
        Option<string?> data = new("--data") { Description = "Take it from the data directory of a site that does not run, and ask no site.", HelpName = "DIRECTORY" };
        DocumentedCommand command = new(
            "backup",
            "Writes all documents, counters and deletions of a site into a file, as they were at one moment, while the site goes on. The file is "
            + "read again before it takes its name.",
            "clientha backup /backups/monday --url grpc://0.ha.test:8001",
            "clientha backup /backups/last --data /var/lib/clientha")
        {
            file, data,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            string path = Path.GetFullPath(parsed.GetValue(file)!);
            string unfinished = path + ".tmp";
            string? stopped = parsed.GetValue(data);
            if (stopped is not null && sites.IsNamed(parsed))
                throw new UsageException("--data and --url are both given: name a directory, or a site that runs.");
            try
            {
                using SitesClient? client = stopped is null ? new(sites.Sites(parsed, terminal), sites.Calls(parsed, terminal)) : null;
                await using (FileStream target = Create(unfinished))
                {
                    if (client is null)
                        await Task.Run(() => Backup.Write(stopped!, target, terminal.TimeProvider), cancellationToken);
                    else
                        await client.BackupAsync(target, cancellationToken);
                    await target.FlushAsync(cancellationToken);
                    RandomAccess.FlushToDisk(target.SafeFileHandle);
                }
                Backup backup = await Task.Run(() => Backup.Check(unfinished), cancellationToken);
                File.Move(unfinished, path, overwrite: true);
                await terminal.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{path}: {backup.Documents:N0} documents and deletions, {new FileInfo(path).Length:N0} bytes"));
                return ExitCode.Good;
            }
            finally
            {
                File.Delete(unfinished);
            }
        });
        return command;
    }

    /// <summary>For its owner alone, as the data directory is.</summary>
    private static FileStream Create(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
