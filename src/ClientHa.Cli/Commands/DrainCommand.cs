using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class DrainCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<int?> number = new("--site") { Description = "Which one. Needed where several are named.", HelpName = "NUMBER" };
        Option<bool> force = new("--force") { Description = "Even if no other site could take its clients." };
        DocumentedCommand command = new(
            "drain",
            "Sends a site's clients to the other sites, and then stops it, as SIGTERM does. No call fails by it. "
            + "Comes back when that begins.",
            "clientha drain --url grpc://ha.test:8001 --server-count 2 --site 1",
            "clientha drain --url grpc://1.ha.test:8001")
        {
            number, force,
        };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            ServiceClientOptions calls = sites.Calls(parsed, terminal);
            SiteAnswer[] answers = await SiteAnswer.AskAllAsync(OneSite.All(sites.Sites(parsed, terminal), calls), calls, cancellationToken);
            SiteAnswer drained = Choose(answers, parsed.GetValue(number));
            if (drained.Report is null)
                throw new FailedException(drained.IsReachable ? drained.Fault! : $"{drained.Address} does not answer: {drained.Fault}");
            if (!parsed.GetValue(force) && !HasPlaceToGo(drained, answers))
                throw new FailedException($"No other site is known to serve: the clients of site {drained.Number} would have nowhere to go. --force drains it all the same.");
            using SitesClient client = new(drained.Site.Options, calls);
            await client.DrainAsync(cancellationToken);
            await terminal.Out.WriteLineAsync($"Site {drained.Number} drains: it sends its clients to other sites, and then it stops.");
            return ExitCode.Good;
        });
        return command;
    }

    /// <exception cref="UsageException">It is not clear which one.</exception>
    private static SiteAnswer Choose(SiteAnswer[] answers, int? number)
    {
        if (number is null)
            return answers.Length == 1 ? answers[0] : throw new UsageException($"{answers.Length} sites are named: give --site with the number of one.");
        return answers.FirstOrDefault(answer => answer.Number == number.Value.ToString(CultureInfo.InvariantCulture))
            ?? throw new UsageException($"No site {number} is among {string.Join(", ", answers.Select(answer => $"{answer.Number} ({answer.Address})"))}.");
    }

    /// <summary>Where the others are not named, the site's own links tell of them.</summary>
    private static bool HasPlaceToGo(SiteAnswer drained, SiteAnswer[] answers) => answers.Length == 1
        ? drained.Report!.Links.Any(link => link.State is ReplicationState.Good or ReplicationState.CatchingUp)
        : answers.Any(other => other != drained && other.Report is { State: ServingState.Serving });
}
