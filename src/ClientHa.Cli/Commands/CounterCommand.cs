using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class CounterCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("KEY") { Description = "The counter's key." };
        DocumentedCommand command = new(
            "counter",
            "Prints what a counter stands at: 0 where nothing was ever added.",
            "clientha counter visits")
        {
            key,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            using DocumentsClient client = sites.Documents(parsed, terminal);
            long total = await client.GetCounterAsync(parsed.GetRequiredValue(key), cancellationToken);
            await terminal.Out.WriteLineAsync(total.ToString(CultureInfo.InvariantCulture));
            return ExitCode.Good;
        });
        return command;
    }
}
