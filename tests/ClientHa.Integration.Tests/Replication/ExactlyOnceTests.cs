using System.Text;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing;
using ClientHa.V1;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// A site accepts an operation, nobody hears of it, and it is killed. The other one accepts the client's next try. When the first is
/// back, both have both: it counts once, and whoever asks again is told the same at either.
/// </summary>
public sealed class ExactlyOnceTests
{
    [Fact]
    public async Task An_addition_that_two_sites_accepted_counts_once_and_has_one_result()
    {
        await using HaCluster cluster = await StartAsync();
        using DocumentsClient client = ConnectToAny(cluster);
        await client.AddAsync("orders", 10, HangGuard.Token);
        await WaitUntilEqualAsync(cluster);
        SortedDictionary<int, long> before = await AcceptedAsync(cluster);

        AddResult result = await DieInBetweenAsync(cluster, "more orders", () => client.AddAsync("more orders", 5, HangGuard.Token));
        Assert.Equal(5, result.Total);
        await client.AddAsync("more orders", 100, HangGuard.Token);
        await cluster.HealAsync();
        await WaitUntilEqualAsync(cluster);

        foreach (HaSite site in cluster.Sites)
        {
            using DocumentsClient direct = ConnectTo(site);
            Assert.Equal((10L, 105L), (await direct.GetCounterAsync("orders", HangGuard.Token), await direct.GetCounterAsync("more orders", HangGuard.Token)));
            using RawDocuments raw = new(site);
            WriteResponse again = await raw.CallAsync("Add", new AddRequest { Key = "more orders", Delta = 5, Identity = RawDocuments.Identity(result.Version) });
            Assert.Equal((5L, result.Version.ToString()), (again.Total, RawDocuments.Print(again.Version)));
        }
        // The one in question stands in both logs, and the one after it in the second.
        SortedDictionary<int, long> after = await AcceptedAsync(cluster);
        Assert.Equal((1L, 2L), (after[0] - before[0], after[1] - before.GetValueOrDefault(1)));
    }

    [Fact]
    public async Task A_write_on_condition_that_two_sites_accepted_is_one_write()
    {
        await using HaCluster cluster = await StartAsync();
        using DocumentsClient client = ConnectToAny(cluster);
        DocumentVersion first = (await client.PutAsync("plan", "the first plan", null, HangGuard.Token)).Version;
        await WaitUntilEqualAsync(cluster);
        SortedDictionary<int, long> before = await AcceptedAsync(cluster);
        WriteCondition condition = WriteCondition.IfVersion(first);

        WriteResult result = await DieInBetweenAsync(
            cluster, "the second plan", () => client.PutAsync("plan", "the second plan", condition, HangGuard.Token));
        await cluster.HealAsync();
        await WaitUntilEqualAsync(cluster);

        foreach (HaSite site in cluster.Sites)
        {
            using DocumentsClient direct = ConnectTo(site);
            Services.Document? plan = await direct.GetAsync("plan", HangGuard.Token);
            Assert.Equal(("the second plan", result.Version), (plan?.Text, plan!.Version));
            await foreach (DocumentConflict conflict in direct.ListConflictsAsync("", HangGuard.Token))
                Assert.Fail($"{conflict} is none");
            using RawDocuments raw = new(site);
            WriteResponse again = await raw.CallAsync(
                "Put",
                new PutRequest
                {
                    Key = "plan",
                    Value = ByteString.CopyFromUtf8("the second plan"),
                    Identity = RawDocuments.Identity(result.Version),
                    Condition = new Condition { IfVersion = RawDocuments.Version(first) },
                });
            Assert.Equal((null, result.Version.ToString()), (again.Conflict, RawDocuments.Print(again.Version)));
        }
        SortedDictionary<int, long> after = await AcceptedAsync(cluster);
        Assert.Equal((1L, 1L), (after[0] - before[0], after[1] - before.GetValueOrDefault(1)));
    }

    [Fact]
    public async Task Of_two_writes_that_did_not_know_of_each_other_both_sites_show_both()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, cancellationToken: HangGuard.Token);
        using DocumentsClient one = ConnectTo(cluster[0]), other = ConnectTo(cluster[1]);
        await one.PutAsync("plan", "before", null, HangGuard.Token);
        await WaitUntilEqualAsync(cluster);
        await cluster.PartitionAsync(0, 1);
        await one.PutAsync("plan", "by the one", null, HangGuard.Token);
        await other.PutAsync("plan", "by the other", null, HangGuard.Token);
        await one.PutAsync("else", "no conflict", null, HangGuard.Token);
        await cluster.HealAsync();
        await WaitUntilEqualAsync(cluster);

        foreach (DocumentsClient client in (DocumentsClient[])[one, other])
        {
            List<DocumentConflict> conflicts = [];
            await foreach (DocumentConflict conflict in client.ListConflictsAsync("", HangGuard.Token))
                conflicts.Add(conflict);
            DocumentConflict only = Assert.Single(conflicts);
            Assert.Equal(("plan", (await client.GetAsync("plan", HangGuard.Token))?.Text), (only.Key, only.Won.Document.Text));
            Assert.Equal(["by the one at 0", "by the other at 1"], ((ConcurrentWrite[])[only.Lost, only.Won]).Select(write => $"{write.Document.Text} at {write.Site}").Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Sites that are processes, so that a kill is one.</summary>
    private static Task<HaCluster> StartAsync() => HaCluster.StartAsync(2, options => options.Processes = true, HangGuard.Token);

    /// <summary>Lets site 0 accept a call whose answer never leaves it, kills it then, and gives what the call came to.</summary>
    /// <param name="cluster">Its masters are cut off from each other.</param>
    /// <param name="trace">What only this call leaves in a site's log.</param>
    /// <param name="call">Goes to site 0 first.</param>
    private static async Task<T> DieInBetweenAsync<T>(HaCluster cluster, string trace, Func<Task<T>> call)
    {
        await cluster.PartitionAsync(0, 1);
        await cluster[0].BlackholeAsync(HaDirection.FromSite);
        Task<T> answer = call();
        await Eventually.UntilAsync(() => LogHas(cluster[0], trace));
        await cluster[0].KillAsync();
        return await answer.WaitAsync(HangGuard.Token);
    }

    private static bool LogHas(HaSite site, string trace) => Directory
        .EnumerateFiles(site.Directory, "*.log", SearchOption.AllDirectories)
        .Any(file => Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace)) >= 0);

    /// <summary>The site has it open for writing.</summary>
    private static byte[] Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static DocumentsClient ConnectToAny(HaCluster cluster) => new(cluster.CreateHandler(options => options.FirstChoice = "0"));

    private static DocumentsClient ConnectTo(HaSite site) => new(new HaOptions { Servers = [$"{site.EndPoint}"] });

    private static async Task<SiteStatusReport[]> StatusAsync(HaCluster cluster) => await Task.WhenAll(cluster.Sites.Select(async site =>
    {
        using SitesClient client = new(new HaOptions { Servers = [$"{site.EndPoint}"] });
        return await client.GetStatusAsync(HangGuard.Token);
    }));

    private static async Task WaitUntilEqualAsync(HaCluster cluster)
    {
        SiteStatusReport[] last = [];
        await Eventually.UntilAsync(
            async () =>
            {
                last = await StatusAsync(cluster);
                return last.All(report => report.Vector.Count > 0 && StatusText.Vector(report) == StatusText.Vector(last[0]) && report.Digest == last[0].Digest);
            },
            () => string.Join(Environment.NewLine, last.Select(StatusText.Of)));
    }

    /// <summary>How many operations each site has accepted itself, as both know it.</summary>
    private static async Task<SortedDictionary<int, long>> AcceptedAsync(HaCluster cluster)
    {
        SiteStatusReport[] reports = await StatusAsync(cluster);
        Assert.Equal(StatusText.Vector(reports[0]), StatusText.Vector(reports[1]));
        return new(reports[0].Vector.ToDictionary(position => position.Site, position => (long)position.Sequence));
    }
}
