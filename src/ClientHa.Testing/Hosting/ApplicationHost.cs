using System.Net;
using ClientHa.Testing.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Testing.Hosting;

/// <summary>A user's web application in this process. It is ready when it listens.</summary>
internal sealed class ApplicationHost(
    HaSitePlace place, SiteLinks links, HaClusterOptions options,
    Action<WebApplicationBuilder, HaSitePlace> configure, Action<WebApplication, HaSitePlace> map)
    : InProcessHost(links)
{
    public override string Kind => "an application in process";

    protected override WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(Arguments);
        Isolate(builder);
        builder.Logging.ClearProviders();
        Listening listening = new();
        builder.Services.AddSingleton(listening);
        builder.Services.AddSingleton(place);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The end points of an appsettings.json are those of production, and one for all sites.
            kestrel.Configure();
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                options.Listen?.Invoke(listen);
                listening.Options = listen;
            });
        });
        configure(builder, place);
        WebApplication app = builder.Build();
        try
        {
            map(app, place);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    protected override IPEndPoint EndPointOf(IServiceProvider services) =>
        services.GetRequiredService<Listening>().Options?.IPEndPoint
        ?? throw new InvalidOperationException($"Site {place.Number} listens nowhere: the application must leave Kestrel as its server.");

    /// <summary>Has the port that the system chose, once the application has started.</summary>
    private sealed class Listening
    {
        public ListenOptions? Options { get; set; }
    }
}
