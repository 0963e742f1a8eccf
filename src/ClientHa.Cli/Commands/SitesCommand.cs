using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>What an operator says about sites that are gone.</summary>
internal static class SitesCommand
{
    public static Command Create(Terminal terminal) => new("sites", "Tells the cluster what became of a site.")
    {
        Retire(
            terminal, "retire",
            "Says that a site will never come back: nothing waits for it any more. Ask any site that runs. What the lost one alone had is lost; "
            + "were it started again, it would be refused."),
        Retire(
            terminal, "replace",
            "Says that what was on a site's disk will never come back, so that a new one with an empty directory may take its number. Ask any "
            + "other site that runs. What the lost disk alone held is lost."),
    };

    private static DocumentedCommand Retire(Terminal terminal, string name, string description)
    {
        Argument<int> number = new("NUMBER") { Description = "The number of the site that is gone." };
        DocumentedCommand command = new(name, description, $"clientha sites {name} 1 --url grpc://0.ha.test:8001") { number };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            using SitesClient client = new(sites.Sites(parsed, terminal), sites.Calls(parsed, terminal));
            int site = parsed.GetValue(number);
            foreach (string replica in await client.RetireAsync(site, cancellationToken))
                await terminal.Out.WriteLineAsync($"Replica {replica} of site {site} is retired.");
            return ExitCode.Good;
        });
        return command;
    }
}
