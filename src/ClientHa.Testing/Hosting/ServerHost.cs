using System.Net;
using ClientHa.Server;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Testing.Disk;
using ClientHa.Testing.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Testing.Hosting;

/// <summary>Our server in this process. It is ready when it serves.</summary>
internal sealed class ServerHost(HaSitePlace place, SiteLinks links, HaServerOptions options)
    : InProcessHost(links), IFaultyDiskHost
{
    private readonly FaultyDisk disk = new(TimeProvider.System);

    public override string Kind => "our server in process";

    public override async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        SiteFault fault = Services!.GetRequiredService<SiteFault>();
        HealthMoment moment = Services!.GetRequiredService<SiteHealth>().Latest;
        while (!moment.State.IsServing)
        {
            if (fault.Message is { } message)
                throw new InvalidOperationException($"Site {place.Number} has ended before it was ready: {message}");
            moment = await moment.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task SetDiskAsync(DiskFaults faults)
    {
        disk.Set(faults);
        return Task.CompletedTask;
    }

    /// <summary>A process that is killed does not wait for its slow disk.</summary>
    protected override void LetGo() => disk.LetGo();

    protected override WebApplication Build()
    {
        disk.Take();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = Arguments,
            ContentRootPath = place.Directory,
        });
        Isolate(builder);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISyncedFiles>(disk);
        builder.AddHaServer(own => ServerOptionsOfSite.Copy(options, own));
        WebApplication app = builder.Build();
        app.MapHaServer();
        return app;
    }

    protected override IPEndPoint EndPointOf(IServiceProvider services) => services.GetRequiredService<SiteEndPoints>().Grpc.First();
}
