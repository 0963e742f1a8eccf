using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Benchmarks;

/// <summary>A gRPC-shaped echo in a process of its own, so that what it allocates is not counted. Ends with its standard input.</summary>
internal static class EchoServer
{
    public static async Task<int> RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        WebApplication app = builder.Build();
        app.MapPost("/bench.Bench/Echo", async context =>
        {
            byte[] body = new byte[105];
            await context.Request.Body.ReadExactlyAsync(body);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(body);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    public static (Process Process, int Port) Start()
    {
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return (process, int.Parse(process.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture));
    }
}
