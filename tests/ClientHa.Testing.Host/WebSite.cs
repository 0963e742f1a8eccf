using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Testing.Host;

/// <summary>A user's own server: over HTTP/2 without TLS it answers GET / with what it was given.</summary>
internal static class WebSite
{
    public static async Task<int> RunAsync(string endPoint, string answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPEndPoint.Parse(endPoint), listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGet("/", () => answer);
        await app.StartAsync();
        Console.WriteLine("listening");
        await app.WaitForShutdownAsync();
        Console.WriteLine("stopped");
        return 0;
    }
}
