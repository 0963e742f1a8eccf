using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>What asking one site came to: its report, or why there is none.</summary>
internal sealed record SiteAnswer(OneSite Site, SiteStatusReport? Report, string? Fault)
{
    public string Number => Report is null ? Site.Number : $"{Report.Site}";

    public string Address => Site.Address;

    public bool IsGood => Report is { IsGood: true };

    public string State => Report is null ? "unreachable" : Report.State.ToString();

    public long Pending => Report?.Links.Sum(link => link.Pending) ?? 0;

    public TimeSpan Lag => Report?.Links.Select(link => link.Lag).DefaultIfEmpty().Max() ?? TimeSpan.Zero;

    public static Task<SiteAnswer[]> AskAllAsync(IEnumerable<OneSite> sites, ServiceClientOptions options, CancellationToken cancellationToken) =>
        Task.WhenAll(sites.Select(site => AskAsync(site, options, cancellationToken)));

    private static async Task<SiteAnswer> AskAsync(OneSite site, ServiceClientOptions options, CancellationToken cancellationToken)
    {
        using SitesClient client = new(site.Options, options);
        try
        {
            return new SiteAnswer(site, await client.GetStatusAsync(cancellationToken), null);
        }
        catch (HaCallException exception)
        {
            return new SiteAnswer(site, null, exception.Message);
        }
    }
}
