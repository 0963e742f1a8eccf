using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Hosting;

/// <summary>An application that ends when the cluster says so, and by no signal.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
