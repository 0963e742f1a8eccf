using System.Diagnostics.CodeAnalysis;
using ClientHa;
using ClientHa.Configuration;
using ClientHa.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers failover clients by name.</summary>
public static class ClientHaServiceCollectionExtensions
{
    private const string BindingReason =
        "HaOptions and TlsOptions hold texts, numbers, spans and lists of texts only, and the attribute keeps their properties.";

    /// <summary>Adds the unnamed client with the options of a configuration section, such as <c>ClientHa</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">
    /// Is bound to <see cref="HaOptions"/>. A fault in it stops the host at its start, with all faults in one message. When it changes
    /// while the program runs, calls that begin from then on go by the new options and calls in flight end where they are; options
    /// that will not do are logged, and the old ones stay in force. <see cref="HaHttpHandler.Address"/> stays as it was. A list may be
    /// written as one text with commas.
    /// </param>
    public static IServiceCollection AddClientHa(this IServiceCollection services, IConfiguration section) =>
        services.AddClientHa(Options.Options.DefaultName, section);

    /// <summary>Adds a client of that name with the options of a configuration section.</summary>
    /// <inheritdoc cref="AddClientHa(IServiceCollection, IConfiguration)"/>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(HaOptions))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TlsOptions))]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = BindingReason)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = BindingReason)]
    public static IServiceCollection AddClientHa(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddSingleton<IOptionsChangeTokenSource<HaOptions>>(new ConfigurationChangeTokenSource<HaOptions>(name, section));
        return services.AddClientHa(name, options =>
        {
            section.Bind(options);
            ListTexts.Read(section, options);
        });
    }

    /// <summary>Adds the unnamed client with options from code.</summary>
    public static IServiceCollection AddClientHa(this IServiceCollection services, Action<HaOptions> configure) =>
        services.AddClientHa(Options.Options.DefaultName, configure);

    /// <summary>Adds a client of that name with options from code.</summary>
    public static IServiceCollection AddClientHa(this IServiceCollection services, string name, Action<HaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging();
        services.AddOptions<HaOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HaOptions>, HaOptionsValidator>());
        services.TryAddSingleton<HaClients>();
        services.AddSingleton(new HaClientName(name));
        return services;
    }

    /// <summary>
    /// Makes failover the primary handler of an <see cref="HttpClient"/> or gRPC client, as <c>UseSocketsHttpHandler</c> makes
    /// that one. All clients of one name share what is known of the sites, however often the factory changes its handlers.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">The name given to <c>AddClientHa</c>; the unnamed one if it is left out.</param>
    public static IHttpClientBuilder UseClientHa(this IHttpClientBuilder builder, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .ConfigurePrimaryHttpMessageHandler(services => Clients(services).CreateHandler(name))
            .ConfigureHttpClient((services, client) => client.BaseAddress ??= services.GetHaAddress(name));
    }

    /// <summary>What a channel or client of that name is given as its address. See <see cref="HaHttpHandler.Address"/>.</summary>
    public static Uri GetHaAddress(this IServiceProvider services, string name = "") => services.GetHaHandler(name).Address;

    /// <summary>
    /// The client of that name, for its status, or to give to a channel. It belongs to the container: don't dispose it, and let
    /// a channel that is given it not dispose it either.
    /// </summary>
    /// <exception cref="InvalidOperationException">No client of that name was added.</exception>
    public static HaHttpHandler GetHaHandler(this IServiceProvider services, string name = "") =>
        Clients(services).Get(name).Handler;

    private static HaClients Clients(IServiceProvider services) => services.GetService<HaClients>()
        ?? throw new InvalidOperationException("There is no client: call services.AddClientHa(...).");
}
