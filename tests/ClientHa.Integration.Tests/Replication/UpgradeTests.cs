using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>From the previous version of the program to this one, site by site, while clients write and read.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly PreviousBuild previous = new();

    [SitesTheory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task No_call_fails_and_nothing_is_lost_while_sites_are_upgraded_one_after_the_other(int first, int second)
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        IReadOnlyList<string> now = sites[0].Program;
        foreach (int number in (int[])[0, 1])
            sites[number].Program = [previous.Program];
        await Task.WhenAll(sites[0].ServeAsync(sites.PeersOf(0)), sites[1].ServeAsync(sites.PeersOf(1)));
        await sites.WaitUntilEqualAsync();
        DocumentsClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => sites.ConnectToAny())];
        DocumentLoad load = await DocumentLoad.StartAsync(clients);

        foreach (int number in (int[])[first, second])
        {
            await sites[number].Process.StopAsync(HangGuard.Token);
            await load.WaitForRoundsAsync();
            sites[number].Program = now;
            await sites[number].ServeAsync(sites.PeersOf(number));
            await sites[first].WaitForLinkAsync(sites[second], ReplicationState.Good);
            await sites[second].WaitForLinkAsync(sites[first], ReplicationState.Good);
            await load.WaitForRoundsAsync();
        }
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await sites.WaitUntilEqualAsync();
        await load.AssertThereAsync(sites.ConnectTo(0));
        await load.AssertThereAsync(sites.ConnectTo(1));
    }

    // The state as a whole goes from the one version to the other, too.
    [SitesFact]
    public async Task An_empty_site_joins_one_of_the_previous_version()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        sites[0].Program = [previous.Program];
        await sites[0].ServeAsync();
        DocumentsClient client = sites.ConnectTo(0);
        for (int i = 0; i < 50; i++)
            await client.PutAsync($"key {i}", $"{i}");
        await client.DeleteAsync("key 7");

        await sites[1].ServeAsync(sites.Peer(0));
        await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good);
        await sites.ConnectTo(1).PutAsync("there", "and back");
        await Eventually.UntilAsync(async () => await client.GetAsync("there") is not null, () => "the first site has not got what the second wrote");
        Assert.Null(await sites.ConnectTo(1).GetAsync("key 7"));
        Assert.Equal("49", (await sites.ConnectTo(1).GetAsync("key 49"))?.Text);
    }

    [SitesFact]
    public async Task An_empty_site_of_the_previous_version_is_told_to_be_upgraded_and_nobody_is_the_worse_for_it()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(3);
        sites[0].Program = [previous.Program];
        sites[2].Program = [previous.Program];
        await sites[0].ServeAsync();
        await sites.ConnectTo(0).PutAsync("key", "1");
        await sites[1].ServeAsync(sites.Peer(0));

        await sites[2].StartAsync(sites.Peer(1));
        await sites[2].WaitForStatusAsync(report => report.Links.Any(link => link.LastBadReason.Contains("upgrade site 2 before it joins", StringComparison.Ordinal)));
        await sites[1].WaitForLinkAsync(sites[0], ReplicationState.Good);
    }

    // That its earlier life is over, the previous version couldn't read, and would be cut off from all that comes after.
    [SitesFact]
    public async Task A_site_whose_disk_was_rolled_back_waits_until_an_older_peer_is_upgraded()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        IReadOnlyList<string> now = sites[0].Program;
        sites[0].Program = [previous.Program];
        await Task.WhenAll(sites[0].ServeAsync(sites.PeersOf(0)), sites[1].ServeAsync(sites.PeersOf(1)));
        await RolledBackDisk.OfSiteOneAsync(sites);
        await sites[1].StartAsync(sites.PeersOf(1));
        await sites[1].Process.WaitForExitAsync(HangGuard.Token);

        await sites[1].StartAsync(sites.PeersOf(1));
        await sites[1].WaitForStatusAsync(report => report.Reason.Contains("serves when site 0 has been upgraded", StringComparison.Ordinal));
        await sites[1].WaitForLinkAsync(sites[0], ReplicationState.Good);
        await sites[0].StopAsync();
        sites[0].Program = now;
        await sites[0].ServeAsync(sites.PeersOf(0));

        await sites[1].SaysAsync("serving");
        await sites.WaitUntilEqualAsync();
        Assert.Equal("late", (await sites.ConnectTo(1).GetAsync("late", HangGuard.Token))?.Text);
    }

    // Its log doesn't say what was written over what, and it is no reason to call that concurrent.
    [SitesFact]
    public async Task What_the_previous_version_has_overwritten_is_no_conflict()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        IReadOnlyList<string> now = sites[0].Program;
        sites[0].Program = [previous.Program];
        await sites[0].ServeAsync();
        for (int i = 0; i < 20; i++)
            await sites.ConnectTo(0).PutAsync("key", $"{i}");
        await sites[1].ServeAsync(sites.Peer(0));
        await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good);
        for (int i = 0; i < 20; i++)
            await sites.ConnectTo(0).PutAsync("key", $"{20 + i}");
        await Eventually.UntilAsync(
            async () => (await sites.ConnectTo(1).GetAsync("key"))?.Text == "39", () => "the second site has not got what the first wrote");

        await sites[0].Process.StopAsync(HangGuard.Token);
        sites[0].Program = now;
        await sites[0].ServeAsync();
        Assert.Equal((0, 0), ((await sites[0].StatusAsync()).Conflicts, (await sites[1].StatusAsync()).Conflicts));
    }

    public void Dispose() => previous.Dispose();
}
