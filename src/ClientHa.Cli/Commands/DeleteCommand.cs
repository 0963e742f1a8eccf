using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class DeleteCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("KEY") { Description = "The document's key." };
        DocumentedCommand command = new(
            "delete",
            "Deletes a document, and prints the deletion's version. That there is none is no error.",
            "clientha delete patients/7",
            "clientha delete patients/7 --if-version 0c5a...")
        {
            key,
        };
        WriteOptions write = WriteOptions.AddTo(command, canBeAbsent: false);
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            WriteCondition? condition = write.Condition(parsed);
            using DocumentsClient client = write.Client(sites, parsed, terminal);
            WriteOptions.Print(await client.DeleteAsync(parsed.GetRequiredValue(key), condition, cancellationToken), terminal);
            return ExitCode.Good;
        });
        return command;
    }
}
