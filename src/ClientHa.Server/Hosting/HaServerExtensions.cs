using ClientHa.Server;
using ClientHa.Server.Documents;
using ClientHa.Server.Draining;
using ClientHa.Server.Events;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Http;
using ClientHa.Server.Log;
using ClientHa.Server.Security;
using ClientHa.Server.Security.Setup;
using ClientHa.Server.Sites;
using ClientHa.Server.Telemetry;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts a site beside an application's own services.</summary>
public static class HaServerExtensions
{
    /// <summary>
    /// Adds a site with the options of the configuration section <c>ClientHa:Server</c>. A fault in them stops the host at its
    /// start, with all faults in one message.
    /// </summary>
    /// <remarks>
    /// The site's addresses are added to the application's own, as given by <c>ASPNETCORE_URLS</c>, <c>app.Urls</c> or Kestrel's
    /// options; an application that has none gets the site's only, and not <c>http://localhost:5000</c>. There is one routing
    /// table: the application's services answer at the site's gRPC addresses, and the site's at the application's. The site's
    /// HTTP address has the site's own pages and nothing else.
    /// </remarks>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Is applied after the section.</param>
    public static WebApplicationBuilder AddHaServer(this WebApplicationBuilder builder, Action<HaServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;

        // A slim builder leaves TLS out unless it is told.
        builder.WebHost.UseKestrelHttpsConfiguration();
        services.AddOptions<HaServerOptions>().Configure<IConfiguration>(Bind).ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(ServerPlan)))
            return builder;

        services.AddSingleton<IPostConfigureOptions<HaServerOptions>, JoinedOptions>();
        services.AddSingleton<IValidateOptions<HaServerOptions>, HaServerOptionsValidator>();
        services.AddSingleton(static provider =>
            ServerPlanReader.Read(provider.GetRequiredService<IOptions<HaServerOptions>>().Value, new Findings())!);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISyncedFiles>(SyncedFiles.Instance);
        services.AddSingleton<SiteHealth>();
        services.AddSingleton<SiteFault>();
        services.AddSingleton<ServedServices>();
        services.AddSingleton<HaDrain>();
        services.AddSingleton<HealthService>();
        services.AddSingleton<ServerSecurity>();
        services.AddSingleton(static provider => new ConnectionLimit(provider.GetRequiredService<ServerPlan>().Limits));
        services.AddSingleton(static provider => new WatchLimit(provider.GetRequiredService<ServerPlan>().Limits));
        services.AddSingleton<AccessGate>();
        services.AddHostedService<SecurityKeeper>();
        services.AddSingleton<SiteEndPoints>();
        AddShowing(services);
        // Whatever the application's log leaves out, the page shows what the site has to say.
        builder.Logging.AddFilter<RecentEvents>(null, LogLevel.None).AddFilter<RecentEvents>(RecentEvents.Category, LogLevel.Information);
        services.AddSingleton<IPostConfigureOptions<SocketTransportOptions>, ListenFaults>();
        services.AddSingleton<ISite, EmbeddedSite>();
        services.AddSingleton<IHaDocuments>(static provider => new LocalDocuments((IReplicaAccess)provider.GetRequiredService<ISite>()));
        services.AddHostedService<SiteService>();
        return builder;
    }

    /// <summary>
    /// Serves what <see cref="AddHaServer"/> has added: the site's services, <c>grpc.health.v1</c>, and the drain of
    /// <see cref="HaDrainExtensions.UseHaDrain"/>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException"><see cref="AddHaServer"/> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options have faults.</exception>
    public static WebApplication MapHaServer(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthService health = app.Services.GetService<HealthService>()
            ?? throw new InvalidOperationException("There is no site to map: call builder.AddHaServer() before builder.Build().");
        // Here, because an application may have cleared its providers since.
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(app.Services.GetRequiredService<RecentEvents>());
        app.UseHaDrain();
        app.MapWireService(HealthService.Descriptor, health.Bind);
        app.Services.GetRequiredService<ISite>().Map(app);
        return app;
    }

    /// <summary>What the site shows to operators and their programs.</summary>
    private static void AddShowing(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<SiteConnections>();
        services.AddSingleton<SiteWarnings>();
        services.AddSingleton<ServedMethods>();
        services.AddSingleton<SiteStatus>();
        services.AddSingleton<SiteInstruments>();
        services.AddSingleton<SiteMetrics>();
        services.AddSingleton<RecentEvents>();
        services.AddSingleton<PeerAnswers>();
        services.AddSingleton<IOperatorPages, HealthPages>();
        services.AddSingleton<IOperatorPages, MetricsPage>();
        services.AddSingleton<IOperatorPages, StatusPages>();
        services.AddSingleton<IOperatorPages, DocumentPages>();
        services.AddSingleton<IOperatorPages, PageAssets>();
        services.TryAddSingleton<IOperatorAccess, CredentialAccess>();
        services.AddSingleton<OperatorPages>();
        services.AddSingleton<IStartupFilter>(static provider => provider.GetRequiredService<OperatorPages>());
    }

    private static void Bind(HaServerOptions options, IConfiguration configuration)
    {
        try
        {
            configuration.GetSection(HaServerOptions.Section).Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            // A value that is no number, say: named with its key.
            throw new OptionsValidationException(Options.DefaultName, typeof(HaServerOptions), [exception.Message.TrimEnd('.')]);
        }
    }
}
