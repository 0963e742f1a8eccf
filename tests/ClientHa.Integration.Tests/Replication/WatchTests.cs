using System.Globalization;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A watch over the sites' deaths: everything once.</summary>
public sealed class WatchTests
{
    [SitesFact]
    public async Task A_cursor_of_one_site_goes_on_at_the_other()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient first = sites.ConnectTo(0);
        DocumentsClient second = sites.ConnectTo(1);
        await PutAsync(first, 0, 100);
        await PutAsync(second, 100, 200);
        await sites.WaitUntilEqualAsync();
        await using WatchReader watch = new(first, "n/");
        await ReadAsync(watch, 200);
        WatchCursor cursor = WatchCursor.Parse((await first.ListPageAsync("n/", 1, null, HangGuard.Token)).Cursor.ToString());

        await PutAsync(second, 200, 250);
        await PutAsync(first, 250, 300);
        await using WatchReader goesOn = new(second, "n/", new() { Cursor = cursor });
        await ReadAsync(goesOn, 100);

        Assert.Equal(Enumerable.Range(200, 100).Select(Line), goesOn.Seen.Order(StringComparer.Ordinal));
        Assert.Equal(0, goesOn.Resets);
    }

    [SitesFact]
    public async Task A_watch_has_no_gap_and_no_duplicate_when_its_sites_are_killed_in_turn()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient writer = sites.ConnectToAny("1");
        await using WatchReader watch = new(sites.ConnectToAny("0"), "n/");
        int written = 0;
        foreach (int killed in (int[])[0, 1, 0, 1])
        {
            await PutAsync(writer, written, written += 50);
            // What died with its site before it was sent would come when the site is back, and nobody could wait for it.
            await sites.WaitUntilEqualAsync();
            await ReadAsync(watch, written - 20);
            await sites[killed].KillAsync();
            await PutAsync(writer, written, written += 50);
            await ReadAsync(watch, written - 20);
            await sites[killed].RestartAsync();
        }
        await ReadAsync(watch, written);

        await writer.PutAsync("n/end", "end", null, HangGuard.Token);
        await watch.ReadUntilAsync("n/end", "end");
        Assert.Equal([.. Enumerable.Range(0, written).Select(Line), "n/end=end"], watch.Seen);
        Assert.True(watch.Interruptions > 0);
    }

    /// <summary>CLIENTHA_WATCH_CHANGES raises it.</summary>
    [SitesFact]
    public async Task A_watch_shows_each_write_once_while_clients_write_on_and_sites_are_killed_in_turn()
    {
        int changes = int.TryParse(Environment.GetEnvironmentVariable("CLIENTHA_WATCH_CHANGES"), CultureInfo.InvariantCulture, out int more) ? more : 2_000;
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await using WatchReader watch = new(sites.ConnectToAny("0"), "writes/");
        HashSet<string> seen = new(StringComparer.Ordinal);
        await using AcknowledgedWrites writes = AcknowledgedWrites.Start([sites.ConnectToAny("0"), sites.ConnectToAny("1"), sites.ConnectToAny("0")]);
        Task reading = ReadAllAsync();
        for (int kill = 0; writes.Acknowledged < changes || kill < 4; kill++)
        {
            await WriteOnAsync();
            await sites[kill % 2].KillAsync();
            await WriteOnAsync();
            await sites[kill % 2].RestartAsync();
            await sites[0].WaitForLinkAsync(sites[1], ReplicationState.Good);
        }
        await writes.StopAsync();
        await sites.WaitUntilEqualAsync();
        await sites.ConnectToAny("1").PutAsync("writes/end", "end", null, HangGuard.Token);
        await reading;

        Assert.All(writes.Keys, key => Assert.Contains(key, seen));
        Assert.Equal(0, watch.Resets);
        Assert.True(watch.Interruptions > 0);

        async Task WriteOnAsync()
        {
            // In small steps, so that no wait is long however many there are.
            for (int left = changes / 8; left > 0; left -= 200)
                await writes.WaitForAsync(Math.Min(left, 200));
        }

        async Task ReadAllAsync()
        {
            DocumentChange change;
            do
            {
                change = await watch.ReadAsync();
                Assert.True(seen.Add(change.Key), $"{change.Key} came twice");
            }
            while (change.Key != "writes/end" || writes.Keys.Any(key => !seen.Contains(key)));
        }
    }

    private static string Line(int number) => $"n/{number:0000}={number}";

    private static async Task PutAsync(DocumentsClient client, int from, int to)
    {
        for (int number = from; number < to; number++)
            await client.PutAsync($"n/{number:0000}", $"{number}", null, HangGuard.Token);
    }

    private static async Task ReadAsync(WatchReader watch, int count)
    {
        while (watch.Seen.Count < count)
            await watch.ReadAsync();
    }
}
