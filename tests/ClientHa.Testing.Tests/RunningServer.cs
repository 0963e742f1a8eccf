using ClientHa.Server;
using ClientHa.Server.Health;
using ClientHa.Server.Log;
using ClientHa.Testing.Clocks;
using ClientHa.Testing.Disk;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Testing.Tests;

/// <summary>A site of our server in this process, whose disk and clock can be harmed.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-kit-");
    private WebApplication? app;

    public FaultyDisk Disk { get; } = new(TimeProvider.System);

    public FaultyClock Clock { get; } = new(TimeProvider.System);

    public IHaDocuments Documents => app!.Services.GetRequiredService<IHaDocuments>();

    public static async Task<RunningServer> StartAsync()
    {
        RunningServer server = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISyncedFiles>(server.Disk);
        builder.Services.AddSingleton<TimeProvider>(server.Clock);
        builder.AddHaServer(options =>
        {
            options.Listen = ["127.0.0.1:0"];
            options.Http = "off";
            options.DataDirectory = server.directory.FullName;
            options.DrainPeriod = TimeSpan.Zero;
        });
        server.app = builder.Build();
        server.app.MapHaServer();
        await server.app.StartAsync(HangGuard.Token);
        HealthMoment moment = server.app.Services.GetRequiredService<SiteHealth>().Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app!.StopAsync(HangGuard.Token);
        await app.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
