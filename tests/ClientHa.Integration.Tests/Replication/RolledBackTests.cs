using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A data directory that is put back as it was some time ago.</summary>
public sealed class RolledBackTests
{
    [SitesFact]
    public async Task A_site_whose_disk_was_rolled_back_comes_back_as_a_new_life_with_all_that_it_wrote()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        string old = await RolledBackDisk.OfSiteOneAsync(sites);

        await sites[1].StartAsync(sites.Peer(0));
        await sites[1].SaysAsync(line => line.Contains("this site's disk was rolled back", StringComparison.Ordinal));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);
        await sites[1].ServeAsync(sites.Peer(0));

        await sites.WaitUntilEqualAsync();
        Assert.Equal("late", (await sites.ConnectTo(1).GetAsync("late", HangGuard.Token))?.Text);
        Assert.NotEqual(old, (await sites[1].StatusAsync()).Replica);
        await sites.ConnectTo(1).PutAsync("after", "new life", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();
    }

    [SitesFact]
    public async Task A_site_that_was_written_to_since_its_disk_was_rolled_back_does_not_come_back_by_itself()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await RolledBackDisk.OfSiteOneAsync(sites);
        await sites[0].StopAsync();
        await sites[1].ServeAsync();
        await sites.ConnectTo(1).PutAsync("forked", "here alone", null, HangGuard.Token);
        await sites[1].StopAsync();
        await sites[0].RestartAsync();

        await sites[1].StartAsync(sites.Peer(0));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);
        await sites[1].StartAsync(sites.Peer(0));
        await sites[1].SaysAsync(line => line.Contains("it was written to since then", StringComparison.Ordinal) && line.Contains("empty directory", StringComparison.Ordinal));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);

        Assert.NotEqual(0, sites[1].Process.ExitCode);
        Assert.Null(await sites.ConnectTo(0).GetAsync("forked", HangGuard.Token));
    }

    // Its state is older than what its peers remember of what was deleted: they would refuse who has taken it over.
    [SitesFact]
    public async Task A_site_that_has_not_returned_yet_gives_an_empty_one_no_state()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(3);
        await Task.WhenAll(sites[0].ServeAsync(sites.Peer(1)), sites[1].ServeAsync(sites.Peer(0)));
        await RolledBackDisk.OfSiteOneAsync(sites);
        await sites[1].StartAsync(sites.Peer(0));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);
        await sites[0].StopAsync();
        await sites[1].StartAsync(sites.Peer(0));
        await sites[2].StartAsync(sites.Peer(1));

        await sites[2].SaysAsync(line => line.Contains("the disk of site 1 was rolled back, and it gives nobody its state", StringComparison.Ordinal));
        await sites[0].RestartAsync();
        await sites[2].SaysAsync("serving");
        Assert.Equal("late", (await sites.ConnectTo(2).GetAsync("late", HangGuard.Token))?.Text);
    }
}
