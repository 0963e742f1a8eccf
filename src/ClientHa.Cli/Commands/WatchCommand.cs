using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> prefix = new("PREFIX") { Description = "How the keys begin. Default: all.", DefaultValueFactory = _ => "" };
        Option<string?> cursor = new("--cursor") { Description = "Go on behind this, as an earlier watch printed it.", HelpName = "CURSOR" };
        Option<bool> fromNow = new("--from-now") { Description = "Leave out what there is already." };
        Option<bool> json = new("--json") { Description = "Print an object with change, key, version, value and cursor on each line." };
        DocumentedCommand command = new(
            "watch",
            "Prints the documents and then each change, on a line of its own: put or delete, the key, and the value, "
            + "with tabs between. Goes on at the next site by itself, until Ctrl+C; then a cursor is printed on standard "
            + "error, with which a later watch can go on.",
            "clientha watch",
            "clientha watch patients/ --from-now",
            "clientha watch --json --cursor AQIDBA")
        {
            prefix, cursor, fromNow, json,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            WatchCursor? last = parsed.GetValue(cursor) is { } text ? WatchCursor.Parse(text) : null;
            if (last is not null && parsed.GetValue(fromNow))
                throw new UsageException("--cursor and --from-now cannot stand beside each other: leave one of them out.");
            WatchOptions options = new()
            {
                Cursor = last,
                FromNow = parsed.GetValue(fromNow),
                CursorMoved = moved => last = moved,
                ResetCompleted = present =>
                {
                    // Who begins knows nothing that could be gone.
                    if (parsed.GetValue(cursor) is not null)
                        terminal.Fail($"The sites no longer hold each change since the cursor: what was printed until now, {present.Count} documents in all, is all that exists, and what else was known before is deleted.");
                },
                Interrupted = failure => terminal.Fail($"The watch broke off and goes on: {failure.Message}"),
            };
            using DocumentsClient client = sites.Documents(parsed, terminal);
            try
            {
                await foreach (DocumentChange change in client.WatchAsync(parsed.GetValue(prefix)!, options, cancellationToken))
                {
                    await terminal.Out.WriteLineAsync(parsed.GetValue(json) ? JsonOf(change) : TextOf(change));
                    await terminal.Out.FlushAsync(CancellationToken.None);
                    last = change.Cursor;
                }
            }
            finally
            {
                if (last is { IsBeginning: false })
                    terminal.Fail($"To go on from here: --cursor {last}");
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static string TextOf(DocumentChange change) => change.IsDeleted
        ? $"delete\t{Words.OnOneLine(change.Key)}"
        : $"put\t{Words.OnOneLine(change.Key)}\t{Words.OnOneLine(change.Document.Text)}";

    private static string JsonOf(DocumentChange change) => Json.Line(DocumentLine.Of(change.Document, withValue: !change.IsDeleted) with
    {
        Change = change.IsDeleted ? "delete" : "put",
        Cursor = change.Cursor.ToString(),
    });
}
