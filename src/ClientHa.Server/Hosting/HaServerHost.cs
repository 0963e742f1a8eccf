using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ClientHa.Server.Hosting;

/// <summary>A process that is a site and nothing else.</summary>
internal sealed class HaServerHost
{
    /// <summary>
    /// Service managers kill a process that takes longer to stop than they give it: ten seconds with containers. With the
    /// drain's two this leaves time.
    /// </summary>
    private static readonly TimeSpan CallsEndTimeout = TimeSpan.FromSeconds(5);

    private readonly Action<IServiceCollection>? configure;
    private volatile bool isStarted;

    private HaServerHost(Action<IServiceCollection>? configure) => this.configure = configure;

    /// <summary>Runs until a signal or the token stops it.</summary>
    /// <param name="settings">What the command line gives. The environment and <c>appsettings.json</c> give the rest.</param>
    /// <param name="output">Where the state is told, a line for each change.</param>
    /// <param name="error">Where it is told, in one line, why there is no site.</param>
    /// <param name="configure">Adds services before the site's own: another clock or disk.</param>
    /// <param name="cancellationToken">Stops the site as SIGTERM does.</param>
    /// <returns>The exit code: 0, 1 where the site cannot run or run on, 2 where it was told something wrong.</returns>
    public static async Task<int> RunAsync(
        ServerSettings settings, TextWriter output, TextWriter error, Action<IServiceCollection>? configure = null,
        CancellationToken cancellationToken = default)
    {
        StartFault? fault;
        try
        {
            fault = await new HaServerHost(configure).RunAsync(settings, output, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A signal came before the site had started.
            fault = null;
        }
        catch (Exception exception) when (StartFault.Of(exception) is not null)
        {
            fault = StartFault.Of(exception);
        }
        if (fault is null)
            return 0;
        await error.WriteLineAsync(fault.Line).ConfigureAwait(false);
        return fault.ExitCode;
    }

    /// <summary>Says what a site would run with, and where each of it comes from.</summary>
    /// <returns>The exit code: 0, or 2 where the site wouldn't start.</returns>
    public static async Task<int> PrintConfigurationAsync(ServerSettings settings, TextWriter output, TextWriter error)
    {
        try
        {
            return await ConfigurationPrinter.PrintAsync(settings, WebApplication.CreateSlimBuilder().Configuration, output, error).ConfigureAwait(false);
        }
        catch (Exception exception) when (StartFault.Of(exception) is { } fault)
        {
            await error.WriteLineAsync(fault.Line).ConfigureAwait(false);
            return fault.ExitCode;
        }
    }

    private async Task<StartFault?> RunAsync(ServerSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ConfigureLogging(builder.Logging, builder.Configuration["Logging:Console:FormatterName"] ?? ConsoleFormatterNames.Simple);
        settings.AddEnvironment(builder.Configuration);

        // A container's image may tell every web application in it to listen on all addresses.
        foreach (string key in (string[])[WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
            builder.Configuration[key] = "";
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = CallsEndTimeout);
        builder.Services.AddSingleton(output);
        builder.Services.AddHostedService<StatePrinter>();
        if (Environment.GetEnvironmentVariable(ServiceManager.Variable) is { Length: > 0 } socket)
            builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ServiceManager>(provider, socket));
        configure?.Invoke(builder.Services);
        builder.AddHaServer(settings.Apply);

        WebApplication app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.MapHaServer();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            isStarted = true;
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            return app.Services.GetRequiredService<SiteFault>().Message is { } message ? StartFault.CannotRun(message) : null;
        }
    }

    /// <summary>
    /// Warnings and errors, a line each, on standard error; <c>appsettings.json</c> may ask for more, and for JSON. What the framework
    /// has to say of a start that fails is left out: the one line says it.
    /// </summary>
    private void ConfigureLogging(ILoggingBuilder logging, string formatter)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddSimpleConsole(static console => console.SingleLine = true);
        // Adding a console by a formatter's name takes that name for more than the configuration's.
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => (console.LogToStandardErrorThreshold, console.FormatterName) = (LogLevel.Trace, formatter));
        logging.AddFilter((category, level) =>
            level >= LogLevel.Warning && (isStarted || category?.StartsWith("ClientHa.", StringComparison.Ordinal) is true));
    }
}
