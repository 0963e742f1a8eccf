using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClientHa.DependencyInjection;

/// <summary>Reads a client's status as a health report.</summary>
internal sealed class SitesHealthCheck(Func<HaHttpHandler> handler) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HaStatus status = handler().Status;
        bool isDegraded = status.Sites.Any(static site => site.State is SiteState.Ejected or SiteState.Draining);
        HealthStatus health = status.IsPanic ? context.Registration.FailureStatus : isDegraded ? HealthStatus.Degraded : HealthStatus.Healthy;
        ImmutableSortedDictionary<string, object> data = status.Sites.ToImmutableSortedDictionary(
            status.Label, static site => (object)$"{site.State.ToString().ToLowerInvariant()}{(site.LastError is null ? "" : $" ({site.LastError})")}");
        return Task.FromResult(new HealthCheckResult(health, status.ToString(), data: data));
    }
}
