using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Hosting;

/// <summary>A stopped site that drains: nobody loses a call, whether it may be repeated or not.</summary>
public sealed class DrainTests
{
    [SitesFact]
    public async Task Not_one_call_fails_when_a_site_that_drains_is_stopped()
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2, _ => ["--drain", "true"]);
        using SiteClient client = sites.Connect(serverCount: 2);
        await client.ReachHomeAsync();
        ConcurrentQueue<string> left = [];
        client.Handler.StatusChanged += (_, status) =>
        {
            if (status.Sites[0].State != SiteState.Available)
                left.Enqueue($"{status.Sites[0].State}: {status.Sites[0].LastError}");
        };

        Load load = await Load.StartAsync(client);
        await sites[0].StopAsync(HangGuard.Token);
        await load.WaitForAnswersAsync();
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Empty(load.IncrementFailures);
        Failover.AssertExecutedOnce(sites, load);
        Assert.Equal(0, sites[0].ExitCode);
        Assert.Contains("Draining: is draining", left);
    }
}
