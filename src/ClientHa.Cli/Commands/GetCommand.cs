using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class GetCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("KEY") { Description = "The document's key." };
        Option<FileInfo?> output = new("--output", "-o") { Description = "Write the value to this file.", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "Print an object with key, version and value." };
        DocumentedCommand command = new(
            "get",
            "Prints a document's value, byte for byte.",
            "clientha get patients/7",
            "clientha get reports/2030.pdf --output 2030.pdf",
            "clientha get patients/7 --json")
        {
            key, output, json,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            string name = parsed.GetRequiredValue(key);
            using DocumentsClient client = sites.Documents(parsed, terminal);
            Document document = await client.GetAsync(name, cancellationToken)
                ?? throw new FailedException($"There is no document \"{name}\".");
            if (parsed.GetValue(output) is { } file)
                await File.WriteAllBytesAsync(file.FullName, document.Value, cancellationToken);
            else if (parsed.GetValue(json))
                await terminal.Out.WriteLineAsync(Json.Line(DocumentLine.Of(document, withValue: true)));
            else
                await PrintAsync(terminal, document, cancellationToken);
            return ExitCode.Good;
        });
        return command;
    }

    private static async Task PrintAsync(Terminal terminal, Document document, CancellationToken cancellationToken)
    {
        await terminal.WriteAsync(document.Value, cancellationToken);
        if (terminal.IsInteractive && document.Value.Span is not [.., (byte)'\n'])
            await terminal.Out.WriteLineAsync();
    }
}
