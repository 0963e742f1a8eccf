using System.CommandLine;

namespace ClientHa.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Print one object with everything that the sites say." };
        DocumentedCommand command = new(
            "status",
            "Asks each site how it is, and shows its links: when operations were last exchanged, how many documents "
            + "were inserted and deleted (I/D) by that, and when it last failed. Exits with 1 unless every site serves "
            + "and every link is good.",
            "clientha status --url grpc://ha.test:8001 --server-count 2",
            "clientha status --json")
        {
            json,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            SiteAnswer[] answers = await SiteAnswer.AskAllAsync(
                sites.Sites(parsed, terminal), sites.Calls(parsed, terminal), cancellationToken);
            if (parsed.GetValue(json))
                await terminal.Out.WriteLineAsync(StatusJson.Line(answers));
            else
                StatusText.Write(answers, terminal.Out, terminal.TimeProvider.GetUtcNow());
            return StatusText.Faults(answers).Any() ? ExitCode.Failed : ExitCode.Good;
        });
        return command;
    }
}
