using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>What asking one site came to: its report, or why there is none.</summary>
internal sealed record SiteAnswer(string Number, string Address, SiteStatusReport? Report, string? Fault)
{
    public bool IsGood => Report is { IsGood: true };

    public string State => Report is null ? "unreachable" : Report.State.ToString();

    public long Pending => Report?.Links.Sum(link => link.Pending) ?? 0;

    public TimeSpan Lag => Report?.Links.Select(link => link.Lag).DefaultIfEmpty().Max() ?? TimeSpan.Zero;

    /// <summary>Asks each site by its own name: one that answers must not speak for another.</summary>
    public static async Task<SiteAnswer[]> AskAllAsync(HaOptions sites, ServiceClientOptions options, CancellationToken cancellationToken)
    {
        using HaHttpHandler all = new(sites);
        return await Task.WhenAll(all.Status.Sites.Select((site, index) =>
        {
            string host = site.Name.Contains(':', StringComparison.Ordinal) ? $"[{site.Name}]" : site.Name;
            string address = $"{host}:{site.Port}";
            HaOptions one = new()
            {
                Url = $"{all.Address.Scheme}://{address}",
                NameServers = sites.NameServers,
                NoSiteTimeout = sites.NoSiteTimeout,
                ConnectTimeout = options.Timeout < sites.ConnectTimeout ? options.Timeout : sites.ConnectTimeout,
            };
            return AskAsync(sites.ServerCount > 0 ? $"{index}" : "-", address, one, options, cancellationToken);
        }));
    }

    private static async Task<SiteAnswer> AskAsync(
        string number, string address, HaOptions site, ServiceClientOptions options, CancellationToken cancellationToken)
    {
        using SitesClient client = new(site, options);
        try
        {
            SiteStatusReport report = await client.GetStatusAsync(cancellationToken);
            return new SiteAnswer($"{report.Site}", address, report, null);
        }
        catch (HaCallException exception)
        {
            return new SiteAnswer(number, address, null, exception.Message);
        }
    }
}
