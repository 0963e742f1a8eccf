using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>What a client has read and written, at the site that it goes to next.</summary>
public sealed class SessionTests
{
    [SitesFact]
    public async Task A_client_finds_its_own_writes_after_a_failover_and_others_are_told_that_they_read_behind()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true);
        using DocumentsClient keeper = SessionClients.ToAny(cluster, options => options.Session = SessionBehavior.NeverStale);
        using DocumentsClient forgetful = SessionClients.ToAny(cluster, options => options.MaxKeptWrites = 0);
        using DocumentsClient reader = SessionClients.ToAny(cluster);
        using DocumentsClient strict = SessionClients.ToAny(cluster, options => options.Session = SessionBehavior.NeverStale);
        HaFault partition = await cluster.PartitionAsync(0, 1);
        await keeper.PutAsync("mine", "1", null, HangGuard.Token);
        await keeper.PutAsync("mine", "2", null, HangGuard.Token);
        await forgetful.PutAsync("lost", "3", null, HangGuard.Token);
        Assert.Equal("3", (await reader.GetAsync("lost", HangGuard.Token))?.Text);
        Assert.Equal("3", (await strict.GetAsync("lost", HangGuard.Token))?.Text);

        HaFault kill = await cluster[0].KillAsync();

        Document? mine = await keeper.GetAsync("mine", HangGuard.Token);
        Assert.Equal(("2", false), (mine?.Text, mine?.IsStale));
        DocumentReading read = await reader.ReadAsync("lost", HangGuard.Token);
        Assert.Equal((null, true), (read.Document, read.IsStale));
        HaCallException refusal = await Assert.ThrowsAsync<HaCallException>(() => strict.GetAsync("lost", HangGuard.Token));
        Assert.Equal(HaStatusCode.Unavailable, refusal.StatusCode);

        // The site comes back with its disk, and with what it alone had.
        await partition.HealAsync();
        await kill.HealAsync();
        await FindsAsync(reader, "lost", "3");
        await FindsAsync(strict, "lost", "3");
        await FindsAsync(keeper, "mine", "2");
    }

    [SitesFact]
    public async Task Each_read_at_another_site_shows_what_was_just_written_at_the_first()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(3);
        HaOptions options = cluster.CreateOptions();
        options.Policy = SelectionPolicy.RoundRobin;
        using DocumentsClient client = new(options, new ServiceClientOptions { Session = SessionBehavior.NeverStale });
        for (int number = 0; number < 100; number++)
        {
            await client.PutAsync("counter", $"{number}", null, HangGuard.Token);
            Assert.Equal($"{number}", (await client.GetAsync("counter", HangGuard.Token))?.Text);
        }
    }

    [SitesFact]
    public async Task A_write_that_is_to_be_at_two_sites_is_there_or_is_marked()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.ConfigureServer = server => server.WriteConcernTimeout = TimeSpan.FromMilliseconds(300));
        using DocumentsClient client = SessionClients.ToAny(cluster, options =>
            (options.WriteConcern, options.WriteConcernTimeout) = (WriteConcern.AnyPeer, TimeSpan.FromSeconds(20)));
        using DocumentsClient hasty = SessionClients.ToAny(cluster, options => options.WriteConcern = WriteConcern.AnyPeer);
        using DocumentsClient second = SessionClients.To(cluster, 1);

        WriteResult safe = await client.PutAsync("a", "1", null, HangGuard.Token);
        Assert.False(safe.IsUnconfirmed);
        Assert.Equal(safe.Version, (await second.GetAsync("a", HangGuard.Token))?.Version);

        await cluster.PartitionAsync(0, 1);
        WriteResult alone = await hasty.PutAsync("b", "2", null, HangGuard.Token);
        Assert.True(alone.IsUnconfirmed);
        Assert.Null(await second.GetAsync("b", HangGuard.Token));
        Assert.Equal("2", (await hasty.GetAsync("b", HangGuard.Token))?.Text);
    }

    private static Task FindsAsync(DocumentsClient client, string key, string text) => Eventually.UntilAsync(
        async () =>
        {
            try
            {
                return await client.ReadAsync(key, HangGuard.Token) is { IsStale: false, Document: { } found } && found.Text == text;
            }
            catch (HaCallException)
            {
                // The site that has it is not known to be back yet.
                return false;
            }
        },
        () => $"{key} is not found again as {text}");
}
