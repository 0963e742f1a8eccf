using ClientHa.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of failover clients.</summary>
public static class ClientHaHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of what a client knows of its sites: healthy while all of them take calls or have recovered, degraded while one is
    /// ejected or draining and another takes its calls, unhealthy while no site takes calls. It asks no site: probes and calls have
    /// done so. Its data has an entry for each site.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name given to <c>AddClientHa</c>; the unnamed one if it is left out.</param>
    /// <param name="checkName">The check's own name; <c>clientha</c>, with the client's name behind it if it has one, if it is left out.</param>
    /// <param name="failureStatus">What is told while no site takes calls; <see cref="HealthStatus.Unhealthy"/> if it is left out.</param>
    /// <param name="tags">For filtering checks.</param>
    public static IHealthChecksBuilder AddClientHa(
        this IHealthChecksBuilder builder,
        string name = "",
        string? checkName = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return builder.Add(new HealthCheckRegistration(
            checkName ?? (name.Length == 0 ? "clientha" : $"clientha {name}"),
            services => new SitesHealthCheck(() => services.GetHaHandler(name)),
            failureStatus,
            tags));
    }
}
