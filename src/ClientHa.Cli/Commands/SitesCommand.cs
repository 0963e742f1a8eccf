using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>What an operator says about sites that are gone.</summary>
internal static class SitesCommand
{
    public static Command Create(Terminal terminal) => new("sites", "Tells the cluster what became of a site.")
    {
        Retire(
            terminal, "retire",
            "Says that a site will never come back: nothing waits for it any more. Any other site is asked that runs. What the lost one alone had is lost; "
            + "were it started again, it would be refused."),
        Retire(
            terminal, "replace",
            "Says that what was on a site's disk will never come back, so that a new one with an empty directory may take its number. Any "
            + "other site is asked that runs. What the lost disk alone held is lost."),
    };

    private static DocumentedCommand Retire(Terminal terminal, string name, string description)
    {
        Argument<int> number = new("NUMBER") { Description = "The number of the site that is gone." };
        DocumentedCommand command = new(name, description, $"clientha sites {name} 1 --url grpc://ha.test:8001 --server-count 2") { number };
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            int site = parsed.GetValue(number);
            ServiceClientOptions calls = sites.Calls(parsed, terminal);
            using SitesClient client = new(Others(sites.Sites(parsed, terminal), site, calls), calls);
            foreach (string replica in await client.RetireAsync(site, cancellationToken))
                await terminal.Out.WriteLineAsync($"Replica {replica} of site {site} is retired.");
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>The sites by their names, without the one that the word is about: it cannot say so of itself, should it answer after all.</summary>
    private static HaOptions Others(HaOptions sites, int site, ServiceClientOptions calls)
    {
        OneSite[] others = [.. OneSite.All(sites, calls).Where(each => each.Number != site.ToString(CultureInfo.InvariantCulture))];
        return sites.ServerCount == 0 || others.Length == 0 ? sites : new HaOptions
        {
            Servers = [.. others.Select(other => other.Options.Url!)],
            NameServers = sites.NameServers,
            NoSiteTimeout = sites.NoSiteTimeout,
            Tls = sites.Tls,
        };
    }
}
