using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests;

public sealed class KilledSiteTests
{
    [SitesFact]
    public Task Nobody_notices_that_the_current_site_is_killed_and_calls_come_home_after_its_restart() =>
        Failover.TestAsync(site => site.KillAsync(HangGuard.Token), sites => sites.RestartAsync(0));

    [SitesFact]
    public Task A_stream_on_a_killed_site_fails_cleanly_and_the_next_one_goes_to_the_other() =>
        Failover.TestStreamAsync(site => site.KillAsync(HangGuard.Token));

    [SitesFact]
    public Task A_call_that_a_killed_site_may_have_executed_fails_with_the_remedy() =>
        Failover.TestIncrementAsync(site => site.KillAsync(HangGuard.Token));

    [SitesFact]
    public async Task A_call_that_may_be_repeated_goes_on_at_the_other_site_by_its_descriptor_or_by_the_remedy()
    {
        await using SiteCluster sites = await SiteCluster.StartAsync(2);
        using SiteClient client = sites.Connect(
            serverCount: 2, options => options.IdempotentMethods = ["/clientha.integration.Sites/Inc*"]);
        await client.ReachHomeAsync();
        _ = client.HoldAsync("hold");
        _ = client.IncrementAndHoldAsync("increment");
        await sites.WaitUntilHoldingAsync(0, "hold");
        await sites.WaitUntilHoldingAsync(0, "increment");

        await sites[0].KillAsync();
        await sites.WaitUntilHoldingAsync(1, "hold");
        await sites.WaitUntilHoldingAsync(1, "increment");
        Assert.Equal(["increment", "increment"], sites.Executions());
    }
}
