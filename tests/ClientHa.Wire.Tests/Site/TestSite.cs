using System.Net;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Wire.Tests.Site;

/// <summary>A server in this process, on a port that the system chooses.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TestSite(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    public LogRecord Log => _application.Services.GetRequiredService<LogRecord>();

    /// <summary>A site with a service of its own making.</summary>
    public static async Task<TestSite> StartAsync(Action<IEndpointRouteBuilder> map, TimeProvider? timeProvider = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenWire(new IPEndPoint(IPAddress.Loopback, 0)));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<LogRecord>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogRecord>());
        if (timeProvider is not null)
            builder.Services.AddSingleton(timeProvider);

        var application = builder.Build();
        map(application);
        await application.StartAsync();
        return new TestSite(application);
    }

    /// <summary>A site with the service of testing.proto.</summary>
    public static Task<TestSite> StartAsync() => StartAsync(static endpoints => endpoints.MapWireService(Rpc.Service, new TestService().Bind));

    public WireChannel OpenChannel(WireChannelOptions? options = null) => Channels.Open(Address, options);

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
