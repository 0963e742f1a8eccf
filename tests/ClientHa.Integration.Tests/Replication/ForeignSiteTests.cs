using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>True sites that don't belong together: nothing is merged, and both say why.</summary>
public sealed class ForeignSiteTests
{
    [SitesFact]
    public async Task Two_clusters_keep_their_data_and_say_that_they_are_two()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await Task.WhenAll(sites[0].ServeAsync(), sites[1].ServeAsync());
        foreach (int number in (int[])[0, 1])
            await sites.ConnectTo(number).PutAsync("mine", $"{number}", null, HangGuard.Token);
        string[] clusters = [(await sites[0].StatusAsync()).Cluster, (await sites[1].StatusAsync()).Cluster];

        foreach (int number in (int[])[0, 1])
        {
            await sites[number].StopAsync();
            await sites[number].ServeAsync(sites.PeersOf(number));
        }

        foreach (int number in (int[])[0, 1])
        {
            LinkReport link = await sites[number].WaitForLinkAsync(sites[1 - number], ReplicationState.Refused);
            // Whichever of the two has found it out.
            Assert.EndsWith(": two clusters are never merged; to take a site over, start it with an empty directory", link.LastBadReason, StringComparison.Ordinal);
            Assert.All(clusters, cluster => Assert.Contains(cluster, link.LastBadReason, StringComparison.Ordinal));
            Assert.NotNull(link.LastBad);
            await sites.ConnectTo(number).PutAsync("still", "serves", null, HangGuard.Token);
            Assert.Equal($"{number}", (await sites.ConnectTo(number).GetAsync("mine", HangGuard.Token))?.Text);
            Assert.Equal(2, (await sites[number].StatusAsync()).Documents);
        }
    }

    [SitesFact]
    public async Task A_second_site_of_the_same_number_does_not_get_in()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(3, numbers: [0, 1, 1]);
        await sites[0].ServeAsync();
        await sites[1].ServeAsync(sites.Peer(0));
        await sites.ConnectTo(1).PutAsync("true", "yes", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync(0, 1);
        string replica = (await sites[1].StatusAsync()).Replica;

        await sites[2].StartAsync(sites.Peer(0));
        LinkReport refused = await sites[2].WaitForLinkAsync(sites[0], ReplicationState.Refused);
        string reason = $"the peer says: site 1 is connected as replica {replica}: two sites have the same number; give each a number of its own with --site";
        Assert.Equal(reason, refused.LastBadReason);
        SiteStatusReport waiting = await sites[2].WaitForStatusAsync(status => status.Reason.Contains("two sites have the same number", StringComparison.Ordinal));
        Assert.Equal((ServingState.Starting, 0), (waiting.State, waiting.Documents));

        await sites.ConnectTo(0).PutAsync("still", "serves", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync(0, 1);
        LinkReport link = await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good);
        Assert.Equal((replica, null), (link.Replica, link.LastBad));
    }
}
