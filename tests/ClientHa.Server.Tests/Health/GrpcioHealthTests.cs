using ClientHa.Server.Health;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Testing.Processes;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Server.Tests.Health;

/// <summary>Our health service as the official gRPC's client sees it.</summary>
[Trait("Needs", "grpcio")]
public sealed class GrpcioHealthTests
{
    [Fact]
    public async Task The_official_client_sees_each_state_and_the_end()
    {
        await using RunningSite site = await RunningSite.StartAsync(builder => builder.AddHaServer(options => options.DrainPeriod = TimeSpan.Zero));
        await using SiteProcess client = Ask(site, "");
        await SaysAsync(client, "check SERVING");
        await SaysAsync(client, "watch SERVING");

        site.Health.Set(HealthState.Joining("a reason"));
        await SaysAsync(client, "watch NOT_SERVING");
        await site.App.StopAsync();
        await client.WaitForExitAsync(HangGuard.Token);
        await SaysAsync(client, "watch UNAVAILABLE");
    }

    [Fact]
    public async Task The_official_client_is_told_of_a_service_that_is_not_there()
    {
        await using RunningSite site = await RunningSite.StartAsync();
        await using SiteProcess client = Ask(site, "none.None");

        await SaysAsync(client, "check NOT_FOUND");
        await SaysAsync(client, "watch SERVICE_UNKNOWN");
    }

    /// <summary>Debian's own Python: another one in the path has no grpcio.</summary>
    private static SiteProcess Ask(RunningSite site, string service) => SiteProcess.Start(
        "/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Health", "grpcio_health.py"), site.Grpc.Authority, service);

    private static Task<string> SaysAsync(SiteProcess client, string line) => client.WaitForLineAsync(said => said == line, HangGuard.Token);
}
