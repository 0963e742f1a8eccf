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

    // The state as a whole goes from one version to the other, too, in both directions.
    [SitesTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_site_of_the_one_version_joins_a_site_of_the_other(bool isFirstOld)
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        sites[isFirstOld ? 0 : 1].Program = [previous.Program];
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

    public void Dispose() => previous.Dispose();
}
