using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Tests.Hosting;

/// <summary>A site that does nothing but serve.</summary>
internal sealed class IdleSite(SiteHealth health) : ISite
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.Set(HealthState.Serving);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
