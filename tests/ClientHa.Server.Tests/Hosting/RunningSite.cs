using System.Net;
using ClientHa.Server.Draining;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Tests.Hosting;

/// <summary>
/// An application with a site, in this process, on ports that the system chooses. The site serves at once and has no data,
/// unless a test asks for a real one.
/// </summary>
internal sealed class RunningSite : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-host-");
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private WebApplication? app;

    public WebApplication App => app ?? throw new InvalidOperationException("The site has not been built.");

    public SiteHealth Health => App.Services.GetRequiredService<SiteHealth>();

    public HaDrain Drain => App.Services.GetRequiredService<HaDrain>();

    public Uri Grpc => new($"http://{EndPoints.Grpc.Single()}");

    public Uri Http => new($"http://{EndPoints.Http.Single()}");

    public SiteEndPoints EndPoints => App.Services.GetRequiredService<SiteEndPoints>();

    /// <summary>A site that was built and not started.</summary>
    public static RunningSite Build(Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null)
    {
        RunningSite site = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddHaServer(options =>
        {
            options.Listen = ["127.0.0.1:0"];
            options.DataDirectory = site.directory.FullName;
        });
        builder.Services.AddSingleton<ISite, IdleSite>();
        build?.Invoke(builder);
        try
        {
            site.app = builder.Build();
        }
        catch
        {
            site.directory.Delete();
            throw;
        }
        site.app.MapHaServer();
        map?.Invoke(site.app);
        return site;
    }

    public static async Task<RunningSite> StartAsync(Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null)
    {
        RunningSite site = Build(build, map);
        await site.App.StartAsync(HangGuard.Token);
        return site;
    }

    /// <summary>Stops the application as a signal does: the caller goes on.</summary>
    public Task StopAsync() => Task.Run(() => App.StopAsync());

    public WireChannel OpenChannel() => new(new SocketsHttpHandler { UseProxy = false }, Grpc);

    public Task<HttpResponseMessage> GetAsync(Uri site, string path) => SendAsync(HttpMethod.Get, site, path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri site, string path) =>
        client.SendAsync(new HttpRequestMessage(method, new Uri(site, path)), HangGuard.Token);

    /// <summary>An empty message to a gRPC method.</summary>
    public Task<HttpResponseMessage> CallAsync(string path, Uri? site = null) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, new Uri(site ?? Grpc, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new("application/grpc") } },
        },
        HttpCompletionOption.ResponseHeadersRead,
        HangGuard.Token);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
