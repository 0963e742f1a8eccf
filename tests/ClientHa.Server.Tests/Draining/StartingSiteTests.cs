using ClientHa.Server.Health;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;

namespace ClientHa.Server.Tests.Draining;

/// <summary>A site that is told to stop before it has served.</summary>
public sealed class StartingSiteTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-starting-");

    /// <summary>
    /// It belongs to no cluster yet, and begins anew with an empty directory at its next start: what it took would be lost, and its
    /// numbers given twice. Found by the simulator.
    /// </summary>
    [Fact]
    public async Task A_site_that_drains_before_it_has_served_takes_no_call()
    {
        await using DocumentsSite site = await DocumentsSite.StartAsync(directory, options => options.Peers = ["127.0.0.1:1"]);

        site.Health.Set(HealthState.Draining);

        await Assert.ThrowsAsync<HaUnavailableException>(() => site.Documents.PutAsync("key", default, HangGuard.Token));
        await Assert.ThrowsAsync<HaUnavailableException>(() => site.Documents.GetAsync("key", HangGuard.Token));
    }

    public void Dispose() => directory.Delete(recursive: true);
}
