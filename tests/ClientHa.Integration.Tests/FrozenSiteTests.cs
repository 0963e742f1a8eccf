using ClientHa.Integration.Tests.Sites;

namespace ClientHa.Integration.Tests;

public sealed class FrozenSiteTests
{
    [SitesFact]
    public Task Nobody_notices_that_the_current_site_is_frozen_and_calls_come_home_after_it_is_thawed() =>
        Failover.TestAsync(site => site.FreezeAsync(HangGuard.Token), sites => sites[0].ThawAsync(HangGuard.Token));
}
