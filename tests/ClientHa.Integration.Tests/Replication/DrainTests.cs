using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary><c>clientha drain</c> on real sites: the site ends as by SIGTERM, and nobody loses a call or a write.</summary>
public sealed class DrainTests
{
    [SitesFact]
    public async Task A_site_is_drained_by_command_and_no_call_fails()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentLoad load = await DocumentLoad.StartAsync([sites.ConnectToAny("0"), sites.ConnectToAny("1"), sites.ConnectToAny()]);

        CliRun run = await CliRun.OfAsync("drain", "--url", $"grpc://{sites[1].Grpc}");
        Assert.Equal(("Site 1 drains: it sends its clients to other sites, and then it stops.\n", ""), (run.Output, run.Error));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);
        Assert.Equal(0, sites[1].Process.ExitCode);
        await load.WaitForRoundsAsync();
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await load.AssertThereAsync(sites.ConnectTo(0));
        Assert.Contains("draining: stops and sends its clients to other sites", sites[1].Process.Lines);
    }
}
