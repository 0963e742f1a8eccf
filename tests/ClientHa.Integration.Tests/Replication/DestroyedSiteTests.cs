using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site that is destroyed, process and disk, with writes that it alone has acknowledged: their clients still have them.</summary>
public sealed class DestroyedSiteTests
{
    private const int Writes = 200;

    [SitesFact]
    public async Task What_a_site_acknowledged_right_before_it_was_destroyed_is_at_the_other_one()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true);
        using DocumentsClient client = SessionClients.ToAny(cluster);
        using DocumentsClient second = SessionClients.To(cluster, 1);
        await client.PutAsync("deleted", "before", null, HangGuard.Token);
        await Eventually.UntilAsync(async () => await second.GetAsync("deleted", HangGuard.Token) is not null, () => "the first write does not arrive");
        await cluster.PartitionAsync(0, 1);
        await ManyCalls.ForAllAsync(Enumerable.Range(0, Writes), number => client.PutAsync(Key(number), $"{number}", WriteCondition.IfAbsent, HangGuard.Token));
        await client.DeleteAsync("deleted", null, HangGuard.Token);

        await cluster[0].KillAsync();
        Directory.Delete(Path.Combine(cluster[0].Directory, "data"), recursive: true);

        // The program does nothing more.
        string[] expected = [.. Enumerable.Range(0, Writes).Select(number => $"{Key(number)}={number}")];
        await Eventually.UntilAsync(async () => (await TextsAsync(second)).SequenceEqual(expected), () => "site 1 lacks some of what site 0 acknowledged");

        await cluster.HealAsync();
        using DocumentsClient first = SessionClients.To(cluster, 0);
        await Eventually.UntilAsync(async () => (await TextsAsync(first)).SequenceEqual(expected), () => "site 0 does not come back with it");
    }

    [SitesFact]
    public async Task Clients_that_write_on_while_a_site_is_destroyed_lose_nothing_that_was_acknowledged()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true);
        DocumentsClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => SessionClients.ToAny(cluster))];
        using DocumentsClient second = SessionClients.To(cluster, 1);
        await using (AcknowledgedWrites writes = AcknowledgedWrites.Start(clients))
        {
            await writes.WaitForAsync(1_000);

            await cluster[0].KillAsync();
            Directory.Delete(Path.Combine(cluster[0].Directory, "data"), recursive: true);

            await writes.WaitForAsync(300);
            await writes.StopAsync();
            string[] missing = [];
            await Eventually.UntilAsync(
                async () => (missing = await writes.MissingAsync(second)).Length == 0,
                () => $"of {writes.Acknowledged} acknowledged writes {missing.Length} are lost: {string.Join(", ", missing.Take(10))}");
        }
        foreach (DocumentsClient client in clients)
            client.Dispose();
    }

    private static string Key(int number) => $"n/{number:0000}";

    private static async Task<string[]> TextsAsync(DocumentsClient client)
    {
        List<string> texts = [];
        await foreach (Document document in client.ListAsync("", HangGuard.Token))
            texts.Add($"{document.Key}={document.Text}");
        return [.. texts];
    }
}
