using System.Diagnostics;
using System.Globalization;
using System.Net;
using ClientHa.Server.Wire;
using ClientHa.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Benchmarks;

/// <summary>A gRPC echo in a process of its own, so that what it costs is not counted. Ends with its standard input.</summary>
internal static class EchoServer
{
    public static async Task<int> RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenWire(new IPEndPoint(IPAddress.Loopback, 0)));
        await using WebApplication app = builder.Build();
        app.MapWireService(BenchReflection.Descriptor.Services[0], service => service
            .Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request)));
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.Single()).Port);
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    public static (Process Process, int Port) Start()
    {
        Process process = Process.Start(new ProcessStartInfo(DotnetProgram.DotnetFile(), [typeof(EchoServer).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return (process, int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
    }
}
