using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Hosting;

/// <summary>
/// Runs the site in the host's order: the listener opens, the site starts; the last call ends, the listener closes, the site
/// stops.
/// </summary>
internal sealed class SiteService(
    ServerPlan plan, SiteEndPoints endPoints, ILogger<SiteService> logger, ISite site) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        endPoints.Listen();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not earlier: a site whose port is taken must not have founded a cluster.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        ServerLog.Listening(logger, plan.Site, endPoints.ToString());
        foreach (string note in plan.Notes)
            ServerLog.ConfigurationNote(logger, note);
        return site.StartAsync(cancellationToken);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => site.StopAsync(cancellationToken);
}
