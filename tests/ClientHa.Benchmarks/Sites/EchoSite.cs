using System.Net;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Benchmarks.Sites;

/// <summary>
/// The site that all contenders call: a plain gRPC server on Kestrel which knows nothing of <see cref="ClientHa"/>, neither its drain hint
/// nor <c>grpc.health.v1</c>. Ends by SIGTERM as Kestrel does.
/// </summary>
internal static class EchoSite
{
    public const string Serving = "serving";

    public static async Task<int> RunAsync(string endPoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenWire(IPEndPoint.Parse(endPoint)));
        await using WebApplication app = builder.Build();
        app.MapWireService(BenchReflection.Descriptor.Services[0], service => service
            .Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request)));
        await app.StartAsync();
        Console.WriteLine(Serving);
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }
}
