using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Sites whose end is not as it should be: they come too late, throw, or have ended before.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task What_a_killed_application_still_asks_for_is_nothing_to_its_successor()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        IHostApplicationLifetime killed = cluster[0].Services.GetRequiredService<IHostApplicationLifetime>();
        await cluster[0].RestartAsync();

        // As the host does for a background service that was cancelled without a stop.
        killed.StopApplication();
        IHostApplicationLifetime successor = cluster[0].Services.GetRequiredService<IHostApplicationLifetime>();
        await cluster[0].KillAsync();
        Assert.False(successor.ApplicationStopping.IsCancellationRequested);
    }
}
