using System.Net;
using ClientHa.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ClientHa.Tests.Sites;

/// <summary>A real site in this process. What it answers can be changed while it runs; it counts what it is asked.</summary>
internal sealed class KestrelSite : IAsyncDisposable
{
    private readonly Action<ListenOptions> configure;
    private WebApplication? app;
    private int probes;
    private int calls;
    private int connections;
    private int openConnections;

    private KestrelSite(IPEndPoint endPoint, Action<ListenOptions> configure)
    {
        EndPoint = endPoint;
        this.configure = configure;
    }

    public IPEndPoint EndPoint { get; }

    public int Port => EndPoint.Port;

    /// <summary>As an entry of <see cref="HaOptions.Servers"/>.</summary>
    public string Server => EndPoint.ToString();

    public int Probes => Volatile.Read(ref probes);

    public int Calls => Volatile.Read(ref calls);

    public int Connections => Volatile.Read(ref connections);

    public int OpenConnections => Volatile.Read(ref openConnections);

    public Func<HttpContext, Task> OnProbe { get; set; } = Answers.Serving;

    public Func<HttpContext, Task> OnCall { get; set; } = Answers.Ok;

    public static async Task<KestrelSite> StartAsync(
        IPAddress? address = null, int? port = null, HttpProtocols protocols = HttpProtocols.Http2, Action<ListenOptions>? tls = null)
    {
        IPAddress at = address ?? IPAddress.Loopback;
        KestrelSite site = new(new(at, port ?? FreePort.Find(at)), listen =>
        {
            listen.Protocols = protocols;
            tls?.Invoke(listen);
        });
        await site.StartAgainAsync();
        return site;
    }

    /// <summary>The process is gone: the port refuses, and connections end.</summary>
    public async Task KillAsync()
    {
        if (app is null)
            return;
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        app = null;
    }

    public async Task StartAgainAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(EndPoint, listen =>
        {
            listen.Use(next => async connection =>
            {
                Interlocked.Increment(ref connections);
                Interlocked.Increment(ref openConnections);
                try
                {
                    await next(connection);
                }
                finally
                {
                    Interlocked.Decrement(ref openConnections);
                }
            });
            configure(listen);
        }));
        WebApplication made = builder.Build();
        made.Run(AnswerAsync);
        await made.StartAsync();
        app = made;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (app is not null)
            await app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-site"] = Server;
        bool isProbe = context.Request.Path == "/grpc.health.v1.Health/Check" || context.Request.Path == "/" || context.Request.Path == "/healthz";
        Interlocked.Increment(ref isProbe ? ref probes : ref calls);
        return (isProbe ? OnProbe : OnCall)(context);
    }
}
