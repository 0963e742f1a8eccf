using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Hosting;

/// <summary>The real site in the host.</summary>
public sealed class EmbeddedSiteTests
{
    [Fact]
    public async Task A_site_that_is_disposed_of_without_a_stop_ends()
    {
        RunningSite site = await RunningSite.StartAsync(builder => builder.Services.AddSingleton<ISite, EmbeddedSite>());
        HealthMoment moment = site.Health.Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);

        await site.DisposeAsync().AsTask().WaitAsync(HangGuard.Token);
    }
}
