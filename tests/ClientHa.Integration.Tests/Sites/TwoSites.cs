using Xunit;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>Two sites for all tests of a class that leave them as they are.</summary>
public sealed class TwoSites : IAsyncLifetime
{
    private SiteCluster? cluster;

    internal SiteCluster Cluster => cluster ?? throw new InvalidOperationException("The sites have not been started.");

    public async Task InitializeAsync()
    {
        cluster = await SiteCluster.StartAsync(2);

        // The first call of a process takes longest, and must not make a client leave its site in a test.
        foreach (int number in (int[])[0, 1])
        {
            using SiteClient client = cluster.ConnectTo($"grpc://{number}.ha.test:{cluster.Port}", serverCount: 0);
            await client.WhoAmIAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
    }
}
