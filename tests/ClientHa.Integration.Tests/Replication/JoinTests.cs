using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>How one site becomes two, and two three, while they serve.</summary>
public sealed class JoinTests
{
    [SitesFact]
    public async Task A_single_site_with_data_becomes_two_when_a_clean_install_is_told_of_it()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await sites[0].ServeAsync();
        DocumentsClient first = sites.ConnectTo(0);
        byte[] large = new byte[1024 * 1024];
        Random.Shared.NextBytes(large);
        await first.PutAsync("large", large, null, HangGuard.Token);
        for (int number = 0; number < 500; number++)
            await first.PutAsync($"small/{number:000}", $"{number}", null, HangGuard.Token);
        await first.DeleteAsync("small/000", null, HangGuard.Token);

        await sites[1].ServeAsync(sites.Peer(0));
        await sites.WaitUntilEqualAsync();

        DocumentsClient second = sites.ConnectTo(1);
        Assert.Equal(large, (await second.GetAsync("large", HangGuard.Token))?.Value.ToArray());
        Assert.Equal(Enumerable.Range(1, 499), await NumbersAsync(second));
        Assert.Equal((await sites[0].StatusAsync()).Cluster, (await sites[1].StatusAsync()).Cluster);
        await second.PutAsync("small/000", "0", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();
        Assert.Equal(Enumerable.Range(0, 500), await NumbersAsync(first));
    }

    [SitesFact]
    public async Task A_third_site_joins_while_clients_write_at_both_others()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(3);
        await Task.WhenAll(sites[0].ServeAsync(sites.Peer(1)), sites[1].ServeAsync(sites.Peer(0)));
        DocumentLoad load = await DocumentLoad.StartAsync([.. Enumerable.Range(0, 6).Select(number => sites.ConnectTo(number % 2))]);

        await sites[2].ServeAsync(sites.PeersOf(2));
        await load.WaitForRoundsAsync();
        await load.StopAsync();

        await sites.WaitUntilEqualAsync();
        Assert.Empty(load.Failures);
        foreach (int number in (int[])[0, 1, 2])
            await load.AssertThereAsync(sites.ConnectTo(number));
    }

    [SitesFact]
    public async Task A_site_that_joins_knows_one_peer_and_is_sent_what_the_others_write_through_it()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(3);
        await sites[0].ServeAsync();
        await sites[1].ServeAsync(sites.Peer(0));
        await sites[2].ServeAsync(sites.Peer(1));

        await sites.ConnectTo(0).PutAsync("from/0", "a", null, HangGuard.Token);
        await sites.ConnectTo(2).PutAsync("from/2", "b", null, HangGuard.Token);

        await using WatchReader first = new(sites.ConnectTo(0));
        await using WatchReader third = new(sites.ConnectTo(2));
        await first.ReadUntilAsync("from/2", "b");
        await third.ReadUntilAsync("from/0", "a");
    }

    [SitesFact]
    public async Task A_site_that_is_killed_while_it_joins_joins_when_it_is_back()
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await sites[0].ServeAsync();
        DocumentsClient first = sites.ConnectTo(0);
        await ManyCalls.ForAllAsync(Enumerable.Range(0, 40), number => first.PutAsync($"large/{number}", new byte[1024 * 1024], null, HangGuard.Token));

        await sites[1].StartAsync(sites.Peer(0));
        foreach (int kill in (int[])[0, 1, 2])
        {
            await sites[1].SaysAsync(line => line.StartsWith("joining: ", StringComparison.Ordinal) || line == "serving");
            await sites[1].KillAsync();
            await sites[1].StartAsync(sites.Peer(0));
        }
        await sites[1].SaysAsync("serving");
        await sites.WaitUntilEqualAsync();
        Assert.Equal(40, (await sites[1].StatusAsync()).Documents);
    }

    [SitesFact]
    public async Task A_site_that_lost_its_disk_comes_back_as_a_clean_install()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await sites.ConnectTo(1).PutAsync("written/at/1", "kept", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();

        await sites[1].KillAsync();
        Directory.Delete(sites[1].Data, recursive: true);
        await sites[1].RestartAsync();
        await sites.WaitUntilEqualAsync();

        DocumentsClient second = sites.ConnectTo(1);
        Assert.Equal("kept", (await second.GetAsync("written/at/1", HangGuard.Token))?.Text);
        await second.PutAsync("written/at/1", "again", null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();
        Assert.Equal("again", (await sites.ConnectTo(0).GetAsync("written/at/1", HangGuard.Token))?.Text);
        Assert.Equal(2, (await sites[0].StatusAsync()).Vector.Count(position => position.Site == 1));
    }

    private static async Task<int[]> NumbersAsync(DocumentsClient client)
    {
        List<int> numbers = [];
        await foreach (Document document in client.ListAsync("small/", HangGuard.Token))
            numbers.Add(int.Parse(document.Text, System.Globalization.CultureInfo.InvariantCulture));
        return [.. numbers];
    }
}
