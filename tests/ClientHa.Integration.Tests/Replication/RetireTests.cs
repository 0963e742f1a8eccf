using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site that will never come back, and one that comes back all the same.</summary>
public sealed class RetireTests
{
    [SitesFact]
    public async Task A_retired_site_that_is_started_again_serves_nobody_and_comes_back_as_a_clean_install()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await sites.ConnectTo(1).PutAsync("before", "kept", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();
        string replica = (await sites[1].StatusAsync()).Replica;
        await sites[1].KillAsync();

        CliRun retired = await CliRun.OfAsync("sites", "replace", "1", "--url", $"grpc://{sites[0].Grpc}");
        Assert.Equal((0, $"Replica {replica} of site 1 is retired.\n"), (retired.ExitCode, retired.Output));
        CliRun again = await CliRun.OfAsync("sites", "retire", "1", "--url", $"grpc://{sites[0].Grpc}");
        Assert.Equal(retired.Output, again.Output);

        await sites[1].StartAsync(sites.Peer(0));
        await sites[1].SaysAsync(line => line.Contains($"replica {replica} of site 1 was retired", StringComparison.Ordinal));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);
        Directory.Delete(sites[1].Data, recursive: true);
        await sites[1].ServeAsync(sites.Peer(0));
        await sites.WaitUntilEqualAsync();
        Assert.Equal("kept", (await sites.ConnectTo(1).GetAsync("before", HangGuard.Token))?.Text);
        Assert.NotEqual(replica, (await sites[1].StatusAsync()).Replica);
    }

    [SitesFact]
    public async Task What_is_connected_what_is_asked_and_what_nobody_knows_is_not_retired()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();

        (await RetireAsync(0, 1)).AssertFails(1, "is connected, and so it is not gone");
        (await RetireAsync(0, 0)).AssertFails(1, "cannot retire itself");
        (await RetireAsync(0, 7)).AssertFails(1, "Site 0 knows of no site 7; it knows");
        await sites.ConnectTo(1).PutAsync("still", "there", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();

        Task<CliRun> RetireAsync(int asked, int site) => CliRun.OfAsync("sites", "retire", $"{site}", "--url", $"grpc://{sites[asked].Grpc}");
    }

    [SitesFact]
    public async Task Five_sites_in_full_mesh_go_on_without_two_and_are_equal_when_those_are_back()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync(5);
        await WriteAtAsync(0, 1, 2, 3, 4);
        await sites.WaitUntilEqualAsync();

        await Task.WhenAll(sites[1].KillAsync(), sites[4].StopAsync());
        await WriteAtAsync(0, 2, 3);
        await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Down);
        await Task.WhenAll(sites[1].RestartAsync(), sites[4].RestartAsync());
        await WriteAtAsync(1, 4);
        await sites.WaitUntilEqualAsync();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(site => sites[site].StatusAsync())), status => Assert.Equal(10, status.Documents));

        async Task WriteAtAsync(params int[] at)
        {
            foreach (int site in at)
                await sites.ConnectTo(site).PutAsync($"from/{site}/{Guid.NewGuid()}", "x", null, HangGuard.Token);
        }
    }
}
