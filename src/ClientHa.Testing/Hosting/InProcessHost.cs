using System.Net;
using ClientHa.Testing.Clocks;
using ClientHa.Testing.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Hosting;

/// <summary>A web application in this process. A new one is built at each start.</summary>
/// <param name="links">The site's bridges, which do what no signal can do here: they cut off an application at once.</param>
internal abstract class InProcessHost(SiteLinks links) : ISiteHost, IFaultyClockHost
{
    /// <summary>No file is watched for changes: that would take a thread and some handles for each cluster.</summary>
    protected static readonly string[] Arguments = ["--hostBuilder:reloadConfigOnChange=false"];

    /// <summary>For an application that was to start or to stop and has not: longer than one takes that heeds it when its time is over.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(1);

    private readonly FaultyClock clock = new(TimeProvider.System);
    private readonly Lock gate = new();
    private WebApplication? app;
    private Task starting = Task.CompletedTask;
    private Task? stopping;

    public abstract string Kind { get; }

    public bool HasEnded => Volatile.Read(ref stopping) is { IsCompleted: true };

    public IServiceProvider? Services => app?.Services;

    public async Task<IPEndPoint> StartAsync(CancellationToken cancellationToken)
    {
        WebApplication built = Build();

        // An application may end itself, for which a program of its own would wait.
        built.Lifetime.ApplicationStopping.Register(() => _ = StopOnceAsync(built, CancellationToken.None));
        lock (gate)
            (app, starting, stopping) = (built, Task.Run(() => built.StartAsync(cancellationToken), CancellationToken.None), null);
        try
        {
            await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (built.Lifetime.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The site, which is {Kind}, has ended itself before it was ready.", e);
        }
        return EndPointOf(built.Services);
    }

    public virtual Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An application that fails while it stops has stopped, as a program that ends with an error has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is { } running)
            await StopOnceAsync(running, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task KillAsync()
    {
        await links.CloseAsync().ConfigureAwait(false);
        LetGo();
        await EndAsync().ConfigureAwait(false);
    }

    public Task FreezeAsync() => links.FreezeAsync();

    public Task ThawAsync() => links.ThawAsync();

    public Task SetClockAsync(ClockFaults faults)
    {
        clock.Set(faults);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await KillAsync().ConfigureAwait(false);

    protected abstract WebApplication Build();

    protected abstract IPEndPoint EndPointOf(IServiceProvider services);

    /// <summary>The application is being killed: whatever keeps it from ending is over.</summary>
    protected virtual void LetGo()
    {
    }

    /// <summary>
    /// What no application here may do: listen where the machine's environment says, and take signals that are for the tests. Its
    /// clock is ours.
    /// </summary>
    protected void Isolate(WebApplicationBuilder builder)
    {
        foreach (string key in (string[])[WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
            builder.Configuration[key] = "";
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<TimeProvider>(clock);
    }

    /// <summary>
    /// On a thread of its own: a drain blocks whoever orders the stop. Nothing happens where the application has been killed: its host
    /// orders a stop then, when a background service has been cancelled without one.
    /// </summary>
    private Task StopOnceAsync(WebApplication running, CancellationToken cancellationToken)
    {
        lock (gate)
            return running == app ? stopping ??= StopAsync(running, starting, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Behind the start, as a host does it that runs on its own.</summary>
    private static Task StopAsync(WebApplication running, Task starting, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.StopAsync(cancellationToken).ConfigureAwait(false);
    }, CancellationToken.None);

    /// <summary>
    /// An application that is disposed of without having been stopped gets no time for a farewell. Where it fails meanwhile, it is
    /// gone all the same.
    /// </summary>
    private async Task EndAsync()
    {
        WebApplication? ending;
        lock (gate)
            (ending, app) = (app, null);
        if (ending is null)
            return;
        await Task.WhenAll(starting, stopping ?? Task.CompletedTask).WaitAsync(LastChance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task disposal = DisposeAsync(ending, starting);
        if (starting.IsCompleted)
            await disposal.ConfigureAwait(false);
    }

    /// <summary>Behind the start, however late that is: Kestrel takes the whole process with it where it starts after its disposal.</summary>
    private static async Task DisposeAsync(WebApplication ending, Task starting)
    {
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ending.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
