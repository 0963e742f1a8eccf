using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>What asking one site came to: its report, or why there is none.</summary>
internal sealed record SiteAnswer(OneSite Site, SiteStatusReport? Report, string? Fault, bool IsReachable)
{
    public string Number => Report is null ? Site.Number : $"{Report.Site}";

    public string Address => Site.Address;

    public bool IsGood => Report is { IsGood: true };

    public string State => Report?.State.ToString() ?? (IsReachable ? "refuses" : "unreachable");

    public long Pending => Report?.Links.Sum(link => link.Pending) ?? 0;

    public TimeSpan Lag => Report?.Links.Select(link => link.Lag).DefaultIfEmpty().Max() ?? TimeSpan.Zero;

    public static Task<SiteAnswer[]> AskAllAsync(IEnumerable<OneSite> sites, ServiceClientOptions options, CancellationToken cancellationToken) =>
        Task.WhenAll(sites.Select(site => AskAsync(site, options, cancellationToken)));

    /// <summary>An operator who asks what is wrong doesn't wait for what he asks about: a site that is ejected has no more to say.</summary>
    private static async Task<SiteAnswer> AskAsync(OneSite site, ServiceClientOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ejected = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using HaHttpHandler handler = new(site.Options, options.LoggerFactory, options.TimeProvider);
        handler.StatusChanged += (_, status) =>
        {
            if (status.Sites[0].State == SiteState.Ejected)
                ejected.Cancel();
        };
        using SitesClient client = new(handler, options);
        try
        {
            return new SiteAnswer(site, await client.GetStatusAsync(ejected.Token), null, IsReachable: true);
        }
        catch (HaCallException exception)
        {
            bool isAway = exception.StatusCode is HaStatusCode.Unavailable or HaStatusCode.DeadlineExceeded;
            return new SiteAnswer(site, null, isAway ? handler.Status.Sites[0].LastError ?? exception.Message : exception.Message, !isAway);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SiteAnswer(site, null, handler.Status.Sites[0].LastError ?? "it was given up", IsReachable: false);
        }
    }
}
