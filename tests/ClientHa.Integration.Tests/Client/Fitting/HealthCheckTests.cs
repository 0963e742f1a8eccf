using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Fitting;

/// <summary>What an application tells of itself while sites die and return.</summary>
public sealed class HealthCheckTests
{
    [SitesFact]
    public async Task It_is_degraded_after_one_kill_unhealthy_after_both_and_healthy_when_calls_are_home_again()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        ServiceCollection collection = new();
        collection.AddLogging().AddClientHa(options =>
        {
            sites.CopyTo(options);
            (options.ReconnectDelay, options.Failback) = (TimeSpan.FromSeconds(1), Failback.Immediate);
        });
        collection.AddHealthChecks().AddClientHa();
        await using ServiceProvider services = collection.BuildServiceProvider();
        Caller caller = new(services.GetHaHandler());
        Assert.Equal(0, await caller.AskAsync());
        Assert.Equal((HealthStatus.Healthy, "Connected to 0.ha.test"), await CheckAsync(services));

        HaFault first = await sites.Site(0).KillAsync();
        Assert.Equal(1, await caller.AskAsync());
        Assert.Equal((HealthStatus.Degraded, "Connected to 1.ha.test"), await CheckAsync(services));

        HaFault second = await sites.Site(1).KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync(isIdempotent: true, timeout: "500m"));
        (HealthStatus status, string text) = await CheckAsync(services);
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.StartsWith("No site answers: ", text, StringComparison.Ordinal);

        await first.HealAsync();
        await second.HealAsync();
        await caller.AskUntilAsync(0);
        await caller.UntilAsync(1, SiteState.Available);
        Assert.Equal((HealthStatus.Healthy, "Connected to 0.ha.test"), await CheckAsync(services));
    }

    private static async Task<(HealthStatus Status, string Text)> CheckAsync(IServiceProvider services)
    {
        HealthReportEntry entry = (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(HangGuard.Token)).Entries["clientha"];
        return (entry.Status, entry.Description!);
    }
}
