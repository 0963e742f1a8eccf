using System.Globalization;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site that is killed again and again while it is written to: what it has acknowledged is durable.</summary>
public sealed class KillTests
{
    /// <summary>CLIENTHA_KILLS raises it.</summary>
    private const int Kills = 5;

    [SitesFact]
    public async Task Every_acknowledged_write_is_there_after_each_kill()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("CLIENTHA_KILLS"), CultureInfo.InvariantCulture, out int more) ? more : Kills;
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(1);
        await sites[0].ServeAsync();
        await using AcknowledgedWrites writes = AcknowledgedWrites.Start([sites.ConnectTo(0), sites.ConnectTo(0)]);
        for (int kill = 0; kill < kills; kill++)
        {
            await writes.WaitForAsync(100 + Random.Shared.Next(300));
            await sites[0].KillAsync();
            await sites[0].RestartAsync();
            await writes.AssertThereAsync(sites.ConnectTo(0));
        }
        await writes.StopAsync();
        await writes.AssertThereAsync(sites.ConnectTo(0));
        Assert.True(writes.Acknowledged >= 100 * kills);
    }
}
