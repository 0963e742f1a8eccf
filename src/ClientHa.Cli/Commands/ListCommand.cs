using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> prefix = new("PREFIX") { Description = "How the keys begin. Default: all.", DefaultValueFactory = _ => "" };
        Option<bool> values = new("--values") { Description = "Print the values too, each behind its key and a tab." };
        Option<bool> json = new("--json") { Description = "Print an object with key and version on each line." };
        DocumentedCommand command = new(
            "list",
            "Prints the documents' keys in their order, one on each line.",
            "clientha list",
            "clientha list patients/ --values",
            "clientha list patients/ --json --values")
        {
            prefix, values, json,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            bool withValue = parsed.GetValue(values);
            using DocumentsClient client = sites.Documents(parsed, terminal);
            await foreach (Document document in client.ListAsync(parsed.GetValue(prefix)!, cancellationToken))
            {
                await terminal.Out.WriteLineAsync(parsed.GetValue(json)
                    ? Json.Line(DocumentLine.Of(document, withValue))
                    : Words.OnOneLine(document.Key) + (withValue ? $"\t{Words.OnOneLine(document.Text)}" : ""));
            }
            return ExitCode.Good;
        });
        return command;
    }
}
