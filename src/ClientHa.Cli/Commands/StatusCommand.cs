using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class StatusCommand
{
    /// <summary>To the upper left corner, and nothing left of what stood there.</summary>
    private const string Clear = "\u001b[H\u001b[2J";

    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Print one object with everything that the sites say." };
        Option<bool> watch = new("--watch") { Description = "Ask again and again, until Ctrl+C." };
        Option<double> interval = new("--interval")
        {
            Description = "How long --watch waits between two looks, in seconds.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 2,
        };
        DocumentedCommand command = new(
            "status",
            "Asks each site how it is, and shows its links: when operations were last exchanged, how many documents "
            + "were inserted and deleted (I/D) by that, and when it last failed. Exits with 1 unless every site serves, "
            + "takes writes, and every link is good.",
            "clientha status --url grpc://ha.test:8001 --server-count 2",
            "clientha status --watch",
            "clientha status --json")
        {
            json, watch, interval,
        };
        SiteOptions options = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            TimeSpan pause = Pause(parsed.GetValue(interval));
            ServiceClientOptions calls = options.Calls(parsed, terminal);
            OneSite[] sites = OneSite.All(options.Sites(parsed, terminal), calls);
            while (true)
            {
                SiteAnswer[] answers = await SiteAnswer.AskAllAsync(sites, calls, cancellationToken);
                string text = parsed.GetValue(json) ? StatusJson.Line(answers) + "\n" : Text(answers, terminal);
                if (!parsed.GetValue(watch))
                {
                    await terminal.Out.WriteAsync(text);
                    return StatusText.Faults(answers).Any() ? ExitCode.Failed : ExitCode.Good;
                }
                await terminal.Out.WriteAsync(parsed.GetValue(json) ? text : Page(text, terminal));
                await terminal.Out.FlushAsync(cancellationToken);
                await Task.Delay(pause, terminal.TimeProvider, cancellationToken);
            }
        });
        return command;
    }

    private static string Text(SiteAnswer[] answers, Terminal terminal)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        StatusText.Write(answers, writer, terminal.TimeProvider.GetUtcNow(), terminal.IsColoured);
        return writer.ToString();
    }

    /// <summary>One of many: on a screen it takes the place of the one before, in a file it stands behind it.</summary>
    private static string Page(string text, Terminal terminal) =>
        terminal.IsInteractive ? Clear + text : $"{terminal.TimeProvider.GetLocalNow():yyyy-MM-dd HH:mm:ss}\n{text}\n";

    private static TimeSpan Pause(double seconds) => seconds is >= 0.1 and <= 3600
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException($"--interval {seconds} is out of range: 0.1 to 3600 seconds.");
}
