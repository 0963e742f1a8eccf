using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>Sites that stand still with their connections open, as a link does that was cut.</summary>
public sealed class FrozenSiteTests
{
    [SitesFact]
    public Task A_frozen_peer_that_was_dialled_is_found_by_its_silence_and_loses_nothing() => FreezeAsync(frozenDials: false);

    [SitesFact]
    public Task A_frozen_peer_that_has_dialled_is_found_by_its_silence_and_loses_nothing() => FreezeAsync(frozenDials: true);

    [SitesFact]
    public async Task Writes_of_the_same_keys_at_both_sites_while_their_link_is_cut_end_equal_with_the_last_writer()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient first = sites.ConnectTo(0);
        DocumentsClient second = sites.ConnectTo(1);
        await sites[1].FreezeAsync();
        await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Down);

        // While the other stands still: these are the older ones.
        int[] numbers = [.. Enumerable.Range(0, 200)];
        await ManyCalls.ForAllAsync(numbers, number => first.PutAsync(Key(number), $"first {number}", null, HangGuard.Token));
        // Site 0 stands still before site 1 goes on: nothing comes through in between.
        await sites[0].FreezeAsync();
        await sites[1].ThawAsync();
        await ManyCalls.ForAllAsync(numbers.Where(number => number % 2 == 0), number => second.PutAsync(Key(number), $"second {number}", null, HangGuard.Token));
        await ManyCalls.ForAllAsync(numbers.Where(number => number % 4 == 1), number => second.DeleteAsync(Key(number), null, HangGuard.Token));
        await sites[0].ThawAsync();

        await sites.WaitUntilEqualAsync();
        string[] expected = [.. numbers.Where(number => number % 4 != 1).Select(number => $"{Key(number)}={(number % 2 == 0 ? "second" : "first")} {number}")];
        foreach (DocumentsClient client in (DocumentsClient[])[first, second])
        {
            List<string> there = [];
            await foreach (Document document in client.ListAsync("number/", HangGuard.Token))
                there.Add($"{document.Key}={document.Text}");
            Assert.Equal(expected, there);
        }
    }

    private static async Task FreezeAsync(bool frozenDials)
    {
        await using ReplicatedSites sites = await ReplicatedSites.CreateAsync(2);
        await sites[frozenDials ? 0 : 1].ServeAsync();
        await sites[frozenDials ? 1 : 0].ServeAsync(sites.Peer(frozenDials ? 0 : 1));
        await sites.WaitUntilEqualAsync();
        await using AcknowledgedWrites frozen = AcknowledgedWrites.Start([sites.ConnectTo(1, new() { Timeout = TimeSpan.FromSeconds(2) })], "frozen");
        await frozen.WaitForAsync(50);

        await sites[1].FreezeAsync();
        await using AcknowledgedWrites writes = AcknowledgedWrites.Start([sites.ConnectTo(0)], "writes", valueBytes: 20_000);
        // More than what fits into the buffers on the way to a peer that doesn't read.
        await writes.WaitForAsync(400);
        await writes.StopAsync();
        LinkReport down = await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Down);
        Assert.NotNull(down.LastBad);
        Assert.True(down.Pending >= 400, $"{down.Pending} pending");
        await sites[1].ThawAsync();

        await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good);
        await frozen.WaitForAsync(50);
        await frozen.StopAsync();
        await sites.WaitUntilEqualAsync();
        foreach (int number in (int[])[0, 1])
        {
            await frozen.AssertThereAsync(sites.ConnectTo(number));
            await writes.AssertThereAsync(sites.ConnectTo(number));
        }
    }

    private static string Key(int number) => $"number/{number:0000}";
}
