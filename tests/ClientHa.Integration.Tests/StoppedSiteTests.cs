using ClientHa.Integration.Tests.Sites;

namespace ClientHa.Integration.Tests;

public sealed class StoppedSiteTests
{
    [SitesFact]
    public Task Nobody_notices_that_the_current_site_is_stopped_and_calls_come_home_after_its_restart() =>
        Failover.TestAsync(site => site.StopAsync(HangGuard.Token), sites => sites.RestartAsync(0));

    [SitesFact]
    public Task A_stream_on_a_stopped_site_fails_cleanly_and_the_next_one_goes_to_the_other() =>
        Failover.TestStreamAsync(site => site.StopAsync(HangGuard.Token));

    [SitesFact]
    public Task A_call_that_a_stopped_site_may_have_executed_fails_with_the_remedy() =>
        Failover.TestIncrementAsync(site => site.StopAsync(HangGuard.Token));
}
