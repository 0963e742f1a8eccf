using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site that is away, killed, stopped or frozen, and what it has missed.</summary>
public sealed class OutageTests
{
    [SitesFact]
    public async Task A_site_that_was_killed_catches_up_with_thousands_of_writes_and_deletes()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient client = sites.ConnectTo(0);
        await PutAllAsync(client, Enumerable.Range(0, 1000), "before");
        await sites.WaitUntilEqualAsync();
        await sites[1].KillAsync();

        await PutAllAsync(client, Enumerable.Range(500, 3000), "meanwhile");
        await ManyCalls.ForAllAsync(Enumerable.Range(0, 250), number => client.DeleteAsync(Key(number), null, HangGuard.Token));
        LinkReport down = await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Down);
        Assert.Equal(3250, down.Pending);
        await sites[1].RestartAsync();

        // It serves only after it has taken over what its peer had.
        DocumentsClient back = sites.ConnectTo(1);
        List<string> there = [];
        await foreach (Document document in back.ListAsync("number/", HangGuard.Token))
            there.Add($"{document.Key}={document.Text}");
        Assert.Equal(
            Enumerable.Range(250, 3250).Select(number => $"{Key(number)}={(number < 500 ? "before" : "meanwhile")}"),
            there);
        await sites.WaitUntilEqualAsync();
        Assert.Equal(0, (await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good)).Pending);
    }

    [SitesFact]
    public async Task Both_sites_killed_at_once_have_every_acknowledged_write_when_they_are_back()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await using AcknowledgedWrites writes = AcknowledgedWrites.Start([sites.ConnectTo(0), sites.ConnectTo(1)]);
        await writes.WaitForAsync(400);

        await Task.WhenAll(sites[0].KillAsync(), sites[1].KillAsync());
        await writes.StopAsync();
        await Task.WhenAll(sites[0].RestartAsync(), sites[1].RestartAsync());
        await sites.WaitUntilEqualAsync();

        await writes.AssertThereAsync(sites.ConnectTo(0));
        await writes.AssertThereAsync(sites.ConnectTo(1));
    }

    [SitesFact]
    public async Task Not_one_call_fails_while_both_sites_are_restarted_one_after_the_other()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentLoad load = await DocumentLoad.StartAsync([.. Enumerable.Range(0, 20).Select(number => sites.ConnectToAny($"{number % 2}"))]);

        foreach (int number in (int[])[0, 1])
        {
            await sites[number].StopAsync();
            Assert.Equal(0, sites[number].Process.ExitCode);
            await load.WaitForRoundsAsync();
            await sites[number].RestartAsync();
            await load.WaitForRoundsAsync();
            await sites[number].WaitForLinkAsync(sites[1 - number], ReplicationState.Good);
        }
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await sites.WaitUntilEqualAsync();
        await load.AssertThereAsync(sites.ConnectTo(0));
        await load.AssertThereAsync(sites.ConnectTo(1));
    }

    private static string Key(int number) => $"number/{number:0000}";

    private static Task PutAllAsync(DocumentsClient client, IEnumerable<int> numbers, string value) =>
        ManyCalls.ForAllAsync(numbers, number => client.PutAsync(Key(number), value, null, HangGuard.Token));
}
