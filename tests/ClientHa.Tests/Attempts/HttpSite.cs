using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Tests.Attempts;

/// <summary>A site that does what a script says, on Kestrel and a free port of loopback. It answers health checks by itself.</summary>
internal sealed class HttpSite : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> connections = new();
    private readonly WebApplication app;
    private int callCount;
    private volatile bool isDead;

    private HttpSite(RequestDelegate script, HttpProtocols protocols, X509Certificate2? certificate, IPEndPoint endPoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(Tracked);
                if (certificate is not null)
                    listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
            });
        });
        app = builder.Build();
        app.Run(context => context.Request.Path.StartsWithSegments("/grpc.health.v1.Health")
            ? context.TrailersOnlyAsync(12)
            : Counted(context, script));
    }

    /// <summary>As an entry of <see cref="HaOptions.Servers"/>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public int Port => new Uri(app.Urls.Single()).Port;

    /// <summary>How many calls have come, health checks and probes not counted.</summary>
    public int CallCount => Volatile.Read(ref callCount);

    public static async Task<HttpSite> StartAsync(
        RequestDelegate script, HttpProtocols protocols = HttpProtocols.Http2, X509Certificate2? certificate = null, IPEndPoint? endPoint = null)
    {
        HttpSite site = new(script, protocols, certificate, endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        await site.app.StartAsync();
        return site;
    }

    /// <summary>As a killed process ends: all its connections at once and without a word, then the port refuses.</summary>
    public async Task KillAsync()
    {
        isDead = true;
        foreach (ConnectionContext connection in connections.Keys)
            connection.Abort();
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await app.DisposeAsync();
    }

    private ConnectionDelegate Tracked(ConnectionDelegate next) => async connection =>
    {
        connections[connection] = true;
        if (isDead)
            connection.Abort();
        await next(connection);
        connections.TryRemove(connection, out _);
    };

    private Task Counted(HttpContext context, RequestDelegate script)
    {
        // A plain site is probed at its root.
        if (context.Request.Path != "/")
            Interlocked.Increment(ref callCount);
        return script(context);
    }
}
