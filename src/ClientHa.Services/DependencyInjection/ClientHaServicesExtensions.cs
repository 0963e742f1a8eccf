using ClientHa.Services;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the typed clients.</summary>
public static class ClientHaServicesExtensions
{
    /// <summary>
    /// Adds a <see cref="DocumentsClient"/> and a <see cref="SitesClient"/> over the client of that name, which
    /// <c>AddClientHa</c> adds. Those of the unnamed one are injected as they are, others by their name as the key.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name given to <c>AddClientHa</c>; the unnamed one if it is left out.</param>
    /// <param name="configure">Sets the calls' options.</param>
    public static IServiceCollection AddClientHaDocuments(
        this IServiceCollection services, string name = "", Action<ServiceClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.AddOptions<ServiceClientOptions>(name).Configure(options => configure?.Invoke(options));
        if (name.Length == 0)
        {
            services.TryAddSingleton(provider => new DocumentsClient(provider.GetHaHandler(), Options(provider, name)));
            services.TryAddSingleton(provider => new SitesClient(provider.GetHaHandler(), Options(provider, name)));
        }
        else
        {
            services.TryAddKeyedSingleton(name, (provider, _) => new DocumentsClient(provider.GetHaHandler(name), Options(provider, name)));
            services.TryAddKeyedSingleton(name, (provider, _) => new SitesClient(provider.GetHaHandler(name), Options(provider, name)));
        }
        return services;
    }

    private static ServiceClientOptions Options(IServiceProvider provider, string name)
    {
        ServiceClientOptions options = provider.GetRequiredService<IOptionsMonitor<ServiceClientOptions>>().Get(name);
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
        return options;
    }
}
