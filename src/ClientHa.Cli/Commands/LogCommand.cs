using System.CommandLine;
using System.Globalization;
using ClientHa.Cli.Keeping;
using ClientHa.Server.Keeping;

namespace ClientHa.Cli.Commands;

/// <summary>Looks into a site's data directory, without the site.</summary>
internal static class LogCommand
{
    private const long MiB = 1 << 20;

    public static Command Create(Terminal terminal) => new("log", "Reads, shows and shrinks the log in a site's data directory.")
    {
        Verify(terminal),
        Dump(terminal),
        Compact(terminal),
    };

    private static DocumentedCommand Verify(Terminal terminal)
    {
        Option<string> data = Data();
        Option<bool> json = new("--json") { Description = "Print one object." };
        DocumentedCommand command = new(
            "verify",
            "Reads everything in a data directory and changes nothing; its site may run. Exits with 1 where something is not what was "
            + "written, and says in which file and at which byte.",
            "clientha log verify --data /var/lib/clientha",
            "clientha log verify --data /var/lib/clientha --json")
        {
            data, json,
        };
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            DirectoryReport report = await Task.Run(() => DirectoryCheck.Run(parsed.GetValue(data)!), cancellationToken);
            if (parsed.GetValue(json))
                await terminal.Out.WriteLineAsync(Json.Line(report));
            else
                DirectoryText.Write(report, terminal.Out);
            return report.Damages.Count == 0 ? ExitCode.Good : ExitCode.Failed;
        });
        return command;
    }

    private static DocumentedCommand Dump(Terminal terminal)
    {
        Option<string> data = Data();
        Option<long> from = new("--from") { Description = "The first record.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<long> to = new("--to") { Description = "The last record.", HelpName = "N", DefaultValueFactory = _ => long.MaxValue };
        Option<string> prefix = new("--prefix") { Description = "Only operations on keys that begin so.", HelpName = "PREFIX", DefaultValueFactory = _ => "" };
        Option<bool> values = new("--values") { Description = "Print the values too." };
        DocumentedCommand command = new(
            "dump",
            "Prints the records of the log as JSON, one on each line, and changes nothing; its site may run. What a snapshot contains and "
            + "the log no longer has is not among them.",
            "clientha log dump --data /var/lib/clientha --from 1000 --to 1100",
            "clientha log dump --data /var/lib/clientha --prefix patients/ --values")
        {
            data, from, to, prefix, values,
        };
        command.Runs(terminal, (parsed, cancellationToken) => Task.Run(
            () =>
            {
                LogDump dump = new()
                {
                    From = parsed.GetValue(from),
                    To = parsed.GetValue(to),
                    Prefix = parsed.GetValue(prefix)!,
                    WithValues = parsed.GetValue(values),
                };
                dump.Run(parsed.GetValue(data)!, record =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    terminal.Out.WriteLine(Json.Line(record));
                });
                return ExitCode.Good;
            },
            cancellationToken));
        return command;
    }

    private static DocumentedCommand Compact(Terminal terminal)
    {
        Option<string> data = Data();
        Option<int> keep = new("--keep")
        {
            Description = "How much of the log stays, for peers and watches that were away: beyond it, they are given the whole state.",
            HelpName = "MIB",
            DefaultValueFactory = _ => 0,
        };
        DocumentedCommand command = new(
            "compact",
            "Writes a snapshot of a stopped site's state, reads it again, and removes what of the log it contains. A site that runs does so "
            + "by itself as its log grows.",
            "clientha log compact --data /var/lib/clientha",
            "clientha log compact --data /var/lib/clientha --keep 64")
        {
            data, keep,
        };
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(keep) is var kept && kept < 0)
                throw new UsageException($"--keep is {kept}: give a number of MiB from 0.");
            Compaction done = await Task.Run(() => Compaction.Run(parsed.GetValue(data)!, kept * MiB, terminal.TimeProvider), cancellationToken);
            await terminal.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{done.Records:N0} records, {done.Documents:N0} documents: {done.BytesBefore:N0} bytes before, {done.BytesAfter:N0} now"));
            return ExitCode.Good;
        });
        return command;
    }

    private static Option<string> Data() => new("--data") { Description = "The site's data directory.", HelpName = "DIRECTORY", Required = true };
}
