using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>Documents and counters as lines of JSON, for other programs and other clusters.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> prefix = new("PREFIX") { Description = "How the keys begin. Default: all.", DefaultValueFactory = _ => "" };
        DocumentedCommand command = new(
            "export",
            "Prints each document as an object of JSON on a line of its own: key, version, and value, or valueBase64 where it is no text; and then "
            + "each counter: counter, and the total that it stands at. What is written meanwhile may be among them or not; for a state as of one moment take a backup.",
            "clientha export > documents.jsonl",
            "clientha export patients/ > patients.jsonl")
        {
            prefix,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            using DocumentsClient client = sites.Documents(parsed, terminal);
            await foreach (Document document in client.ListAsync(parsed.GetValue(prefix)!, cancellationToken))
                await terminal.Out.WriteLineAsync(Json.Line(DocumentLine.Of(document, withValue: true)));
            try
            {
                await foreach (Counter counter in client.ListCountersAsync(parsed.GetValue(prefix)!, cancellationToken))
                    await terminal.Out.WriteLineAsync(Json.Line(new CounterLine(counter.Key, counter.Total)));
            }
            catch (HaCallException exception) when (exception.StatusCode == HaStatusCode.Unimplemented)
            {
                throw new FailedException("The documents are all there; the counters are not: the site's version doesn't list them yet. Upgrade it, and export again.");
            }
            return ExitCode.Good;
        });
        return command;
    }
}
