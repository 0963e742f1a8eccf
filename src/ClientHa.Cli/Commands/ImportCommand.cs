using System.CommandLine;
using System.Globalization;
using ClientHa.Cli.Keeping;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>Writes what <see cref="ExportCommand"/> has printed.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "The lines, or - for standard input." };
        Option<bool> overwrite = new("--overwrite") { Description = "Write also what is newer here, or what a line without a version would replace, and set counters that stand at something else." };
        DocumentedCommand command = new(
            "import",
            "Writes documents and counters from lines of JSON, as export prints them. A document that is newer here than its line is left alone, and "
            + "so is a counter that stands at anything but 0: the same file can be imported again, after an interruption for instance, and changes "
            + "nothing twice. While sites don't see each other, import counters at one of them alone.",
            "clientha import documents.jsonl",
            "clientha export --url grpc://old.test:8001 | clientha import - --url grpc://ha.test:8001")
        {
            file, overwrite,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(file)!;
            using DocumentsClient client = sites.Documents(parsed, terminal);
            await using Stream input = path == "-" ? terminal.Input : File.OpenRead(path);
            Import import = new(client, path, parsed.GetValue(overwrite));
            try
            {
                await import.RunAsync(input, cancellationToken);
            }
            finally
            {
                await terminal.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{import.Written:N0} documents were written, {import.Kept:N0} were newer here or the same"));
                if (import.Counted + import.Left > 0)
                {
                    await terminal.Out.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture, $"{import.Counted:N0} counters were set, {import.Left:N0} stood at something already"));
                }
            }
            return ExitCode.Good;
        });
        return command;
    }
}
