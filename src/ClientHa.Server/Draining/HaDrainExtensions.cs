using ClientHa.Server.Draining;
using ClientHa.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets clients leave a server that stops.</summary>
public static class HaDrainExtensions
{
    private const string UsedKey = "ClientHa.Server.HaDrain";
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Lets clients of this SDK leave a server that stops without a failed call, for gRPC of any library and for plain HTTP. On
    /// SIGTERM, or whatever else stops the host, the server serves on for a period in which its answers carry the hint
    /// <c>clientha-elsewhere: drain</c>; then it refuses new calls as not processed, waits for those in flight, and only then stops
    /// listening.
    /// </summary>
    /// <remarks>
    /// Call it before other middleware, so that it sees all requests. <see cref="IHostApplicationLifetime.ApplicationStopping"/>
    /// is cancelled when the drain begins, which is when streams should end; what was registered there before this call runs
    /// after the drain. The period is added to <see cref="HostOptions.ShutdownTimeout"/>, which bounds the calls in flight as
    /// before. A second call changes nothing.
    /// </remarks>
    /// <param name="app">The application.</param>
    /// <param name="drainPeriod">Not negative. Default: that of <c>AddHaServer</c>, or 2 seconds.</param>
    public static IApplicationBuilder UseHaDrain(this IApplicationBuilder app, TimeSpan? drainPeriod = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (drainPeriod is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, TimeSpan.Zero, nameof(drainPeriod));
        if (!app.Properties.TryAdd(UsedKey, true))
            return app;

        IServiceProvider services = app.ApplicationServices;
        HaDrain drain = services.GetService<HaDrain>() ?? new HaDrain(
            services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<HaDrain>>());
        HostOptions host = services.GetRequiredService<IOptions<HostOptions>>().Value;
        TimeSpan limit = host.ShutdownTimeout;
        TimeSpan period = drainPeriod ?? services.GetService<ServerPlan>()?.DrainPeriod ?? DefaultPeriod;

        // The host takes no more services once it is built, so this is the one place that comes before the listener's end: the
        // host goes on stopping only when the handlers of this event have returned.
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => drain.Run(period, limit));
        if (limit != Timeout.InfiniteTimeSpan)
            host.ShutdownTimeout = limit + period;
        return app.UseMiddleware<DrainMiddleware>(drain);
    }
}
