using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class ConflictsCommand
{
    private const int MaxValueCharacters = 40;

    public static Command Create(Terminal terminal)
    {
        Option<string> prefix = new("--prefix") { Description = "How the keys begin. Default: all.", HelpName = "PREFIX", DefaultValueFactory = _ => "" };
        Option<bool> json = new("--json") { Description = "Print an object with both writes, whole, on each line." };
        DocumentedCommand command = new(
            "conflicts",
            "Prints writes that lost to a concurrent one, the newest first, as the site that answers has seen them in the last 30 days.",
            "clientha conflicts",
            "clientha conflicts --prefix patients/ --json")
        {
            prefix, json,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            using DocumentsClient client = sites.Documents(parsed, terminal);
            IAsyncEnumerable<DocumentConflict> conflicts = client.ListConflictsAsync(parsed.GetValue(prefix)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                await foreach (DocumentConflict conflict in conflicts)
                    await terminal.Out.WriteLineAsync(Json.Line(ConflictLine.Of(conflict)));
            }
            else
            {
                await PrintAsync(terminal, conflicts);
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static async Task PrintAsync(Terminal terminal, IAsyncEnumerable<DocumentConflict> conflicts)
    {
        Table table = new("Key", "Lost", "At", "Won", "At", "When");
        await foreach (DocumentConflict conflict in conflicts)
            table.Add(conflict.Key, Value(conflict.Lost), Site(conflict.Lost), Value(conflict.Won), Site(conflict.Won), When(conflict.Won));
        if (table.IsEmpty)
            await terminal.Out.WriteLineAsync("No write has lost to a concurrent one.");
        else
            table.WriteTo(terminal.Out);
    }

    private static string Value(ConcurrentWrite write)
    {
        string text = write.IsDeleted ? "(deleted)" : write.Document.Text;
        return text.Length <= MaxValueCharacters ? text : $"{text.AsSpan(0, MaxValueCharacters - 1)}…";
    }

    private static string Site(ConcurrentWrite write) => write.Site is { } site ? string.Create(CultureInfo.InvariantCulture, $"site{site}") : "";

    private static string When(ConcurrentWrite write) =>
        write.Document.Version.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
