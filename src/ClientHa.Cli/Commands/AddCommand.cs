using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class AddCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("KEY") { Description = "The counter's key." };
        Argument<long> number = new("N") { Description = "What is added; may be negative.", DefaultValueFactory = _ => 1 };
        DocumentedCommand command = new(
            "add",
            "Adds to a counter, which begins at 0, and prints what it stands at then.",
            "clientha add visits",
            "clientha add stock/7 -3")
        {
            key, number,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            using DocumentsClient client = sites.Documents(parsed, terminal);
            AddResult result = await client.AddAsync(parsed.GetRequiredValue(key), parsed.GetValue(number), cancellationToken);
            await terminal.Out.WriteLineAsync(result.Total.ToString(CultureInfo.InvariantCulture));
            return ExitCode.Good;
        });
        return command;
    }
}
