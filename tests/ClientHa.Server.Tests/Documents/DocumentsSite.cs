using ClientHa.Server.Documents;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Tests.Documents;

/// <summary>An application with a site and its documents, in this process.</summary>
internal sealed class DocumentsSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private DocumentsSite(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public IHaDocuments Documents => app.Services.GetRequiredService<IHaDocuments>();

    public IReplicaAccess Access => (IReplicaAccess)app.Services.GetRequiredService<ISite>();

    public SiteHealth Health => app.Services.GetRequiredService<SiteHealth>();

    public string Grpc => app.Services.GetRequiredService<SiteEndPoints>().Grpc.Single().ToString();

    /// <summary>Starts a site, which need not serve.</summary>
    /// <param name="directory">Its data.</param>
    /// <param name="configure">Its options.</param>
    /// <param name="store">When its log is cut.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="maxLogBytes">How large it may grow: less than any operator may say.</param>
    /// <param name="files">Its disk.</param>
    public static async Task<DocumentsSite> StartAsync(
        DirectoryInfo directory, Action<HaServerOptions>? configure = null, StoreLimits? store = null, TimeProvider? time = null,
        long? maxLogBytes = null, ISyncedFiles? files = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Logging.ClearProviders();
        if (files is not null)
            builder.Services.AddSingleton(files);
        builder.AddHaServer(options =>
        {
            options.Listen = ["127.0.0.1:0"];
            options.Http = "off";
            options.DataDirectory = directory.FullName;
            options.DrainPeriod = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        if (store is not null)
        {
            ServiceDescriptor plan = builder.Services.Single(service => service.ServiceType == typeof(ServerPlan));
            builder.Services.AddSingleton(provider => Limit((ServerPlan)plan.ImplementationFactory!(provider) with { Store = store }));
        }
        DocumentsSite site = new(builder.Build());
        site.app.MapHaServer();
        await site.app.StartAsync(HangGuard.Token);
        return site;

        ServerPlan Limit(ServerPlan plan) => maxLogBytes is { } bytes ? plan with { Limits = plan.Limits with { MaxLogBytes = bytes } } : plan;
    }

    public static async Task<DocumentsSite> ServeAsync(
        DirectoryInfo directory, Action<HaServerOptions>? configure = null, StoreLimits? store = null, TimeProvider? time = null,
        long? maxLogBytes = null, ISyncedFiles? files = null)
    {
        DocumentsSite site = await StartAsync(directory, configure, store, time, maxLogBytes, files);
        await site.WaitUntilServingAsync();
        return site;
    }

    public async Task WaitUntilServingAsync()
    {
        HealthMoment moment = Health.Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);
    }

    public Task StopAsync() => Task.Run(() => app.StopAsync());

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
