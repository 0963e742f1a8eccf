using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>Who founds a cluster, and who waits.</summary>
public sealed class FoundingTests
{
    [SitesFact]
    public async Task An_empty_site_without_its_peer_waits_and_says_so()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await sites[0].StartAsync(sites.Peer(1));
        string waits = $"empty, and waits to reach {sites[1].Grpc} (nothing listens there); --found founds a new cluster without it";
        await sites[0].SaysAsync($"starting: {waits}");

        using HttpClient client = new();
        using HttpResponseMessage ping = await client.GetAsync(new Uri($"http://{sites[0].Http}/ping"), HangGuard.Token);
        Assert.Equal(503, (int)ping.StatusCode);
        Assert.Equal($"starting: {waits}\n", await ping.Content.ReadAsStringAsync(HangGuard.Token));
        SiteStatusReport status = await sites[0].StatusAsync();
        Assert.Equal((ServingState.Starting, waits), (status.State, status.Reason));
        HaCallException refused = await Assert.ThrowsAsync<HaCallException>(
            () => sites.ConnectTo(0, new() { Timeout = TimeSpan.FromSeconds(1) }).GetAsync("any", HangGuard.Token));
        Assert.Contains("Site 0 doesn't serve yet", refused.Message, StringComparison.Ordinal);

        await sites[0].StopAsync();
        Assert.Equal(0, sites[0].Process.ExitCode);

        await Task.WhenAll(sites[0].ServeAsync(sites.Peer(1)), sites[1].ServeAsync(sites.Peer(0)));
        await sites.WaitUntilEqualAsync();
        Assert.Equal("pong\n", await client.GetStringAsync(new Uri($"http://{sites[0].Http}/ping"), HangGuard.Token));
    }

    [SitesFact]
    public async Task Of_two_empty_sites_the_lower_number_founds_and_the_other_joins()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await Task.WhenAll(sites[1].StartAsync(sites.Peer(0)), sites[0].StartAsync(sites.Peer(1)));
        await sites[0].SaysAsync("serving");
        await sites[1].SaysAsync("serving");
        await sites.WaitUntilEqualAsync();

        Assert.DoesNotContain(sites[0].Process.Lines, line => line.StartsWith("joining: ", StringComparison.Ordinal) || line.Contains("waits for site", StringComparison.Ordinal));
        Assert.Equal((await sites[0].StatusAsync()).Cluster, (await sites[1].StatusAsync()).Cluster);
    }

    [SitesFact]
    public async Task Of_three_empty_sites_one_founds_and_all_are_one_cluster()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync(3);

        string[] clusters = [.. (await Task.WhenAll(sites[0].StatusAsync(), sites[1].StatusAsync(), sites[2].StatusAsync())).Select(status => status.Cluster)];
        Assert.Single(clusters.Distinct());
    }

    [SitesFact]
    public async Task A_site_that_is_told_to_found_serves_without_its_peer_which_joins_it_later()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await sites[1].ServeAsync([.. sites.Peer(0), "--found"]);
        await sites.ConnectTo(1).PutAsync("alone", "yes", null, HangGuard.Token);

        await sites[0].ServeAsync(sites.Peer(1));
        await sites.WaitUntilEqualAsync();
        Assert.Equal("yes", (await sites.ConnectTo(0).GetAsync("alone", HangGuard.Token))?.Text);

        // It has data now, and takes no notice.
        string cluster = (await sites[1].StatusAsync()).Cluster;
        await sites[1].RestartAsync();
        Assert.Equal(cluster, (await sites[1].StatusAsync()).Cluster);
    }
}
