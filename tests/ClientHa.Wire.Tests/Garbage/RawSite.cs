using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>A server that answers over good HTTP/2 what no gRPC server would.</summary>
public sealed class RawSite : IAsyncLifetime
{
    private WebApplication? _application;

    /// <summary>How each request is answered.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public Uri Address => new(_application!.Urls.Single());

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.Run(context => Answer(context));
        await _application.StartAsync();
    }

    public async Task DisposeAsync() => await _application!.DisposeAsync();
}
