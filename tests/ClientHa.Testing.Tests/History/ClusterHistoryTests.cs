using System.Net;
using ClientHa.Services;
using ClientHa.Testing.Tests.Cluster;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Testing.Tests.History;

/// <summary>The history of real clusters.</summary>
public sealed class ClusterHistoryTests
{
    [Fact]
    public async Task A_kill_costs_one_failover_and_no_call()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, cancellationToken: HangGuard.Token);
        HaHttpHandler handler = cluster.CreateHandler();
        using DocumentsClient documents = new(handler);
        await documents.GetAsync("key", HangGuard.Token);
        HaFault kill = await cluster[0].KillAsync();
        HaMoment killed = cluster.History.Now;
        for (int i = 0; i < 5; i++)
            await documents.GetAsync("key", HangGuard.Token);

        HaHistory history = cluster.History;
        Assert.Equal(6, history.Calls.Count);
        Assert.All(history.Calls, call => Assert.Equal("OK", call.Outcome));
        Assert.Empty(history.FailedCalls);
        Assert.Equal(1, history.Failovers);
        Assert.Equal(2, history.Site(0).Calls.Count);
        Assert.Single(history.Site(0).CallsBetween(killed));
        Assert.Equal(5, history.Site(1).Calls.Count);
        HaFaultRecord fault = Assert.Single(history.Faults);
        Assert.True(fault is { Kind: HaFaultKind.Kill, Site: 0, Healed: null } && fault.Began < killed);

        await kill.HealAsync();
        Assert.NotNull(Assert.Single(history.Site(0).Faults).Healed);
    }

    [Fact]
    public async Task No_call_is_sent_to_a_site_between_its_ejection_and_its_end()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, cancellationToken: HangGuard.Token);
        HaHttpHandler handler = cluster.CreateHandler(options => (options.ReconnectDelay, options.Failback) = (TimeSpan.FromSeconds(1), Failback.Immediate));
        using DocumentsClient documents = new(handler);
        await documents.GetAsync("key", HangGuard.Token);
        await using (await cluster[0].KillAsync())
            await documents.GetAsync("key", HangGuard.Token);

        // Many callers at once, so that some choose while the client changes its mind.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (cluster.SiteOf(handler).Number != 0)
                await documents.GetAsync("key", HangGuard.Token);
        })));
        await documents.GetAsync("key", HangGuard.Token);

        HaSiteHistory site = cluster.History.Site(0);
        HaEjection ejection = Assert.Single(site.Ejections);
        Assert.NotNull(ejection.Ended);
        Assert.Empty(site.CallsDuring(ejection));
        Assert.NotEmpty(site.CallsBetween(ejection.Ended.Value));
        Assert.NotEmpty(cluster.History.Site(1).CallsBetween(ejection.Began, ejection.Ended));
        Assert.Empty(cluster.History.FailedCalls);
    }

    [Fact]
    public async Task A_call_ends_as_its_caller_saw_it()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server);
        HaHttpHandler handler = cluster.CreateHandler();
        using DocumentsClient documents = new(handler);
        await documents.GetAsync("missing", HangGuard.Token);
        await cluster[0].BlackholeAsync();
        await cluster[1].BlackholeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => documents.GetAsync("key", patience.Token));

        Assert.Equal(["OK", "cancelled"], cluster.History.Calls.Select(call => call.Outcome!));
        Assert.Empty(cluster.History.FailedCalls);
    }

    [Fact]
    public async Task A_call_by_http_has_its_number_and_one_that_no_site_answers_its_message()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        HaHttpHandler handler = cluster.CreateHandler(options => options.NoSiteTimeout = TimeSpan.FromMilliseconds(100));
        using HttpClient client = new(handler, disposeHandler: false) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await client.GetStringAsync(handler.Address, HangGuard.Token);
        await client.GetAsync(new Uri(handler.Address, "nowhere"), HangGuard.Token);
        foreach (HaSite site in cluster.Sites)
            await site.RefuseAsync();
        foreach (HaSite site in cluster.Sites)
            await site.ResetAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(handler.Address, HangGuard.Token));

        string?[] outcomes = [.. cluster.History.Calls.Select(call => call.Outcome)];
        Assert.Equal(["200", "404"], outcomes.Take(2));
        Assert.StartsWith("No site answers.", outcomes[2], StringComparison.Ordinal);
        Assert.Equal([2, 3], cluster.History.FailedCalls.Select(call => call.Number));
    }

    [Fact]
    public async Task A_call_that_has_no_answer_by_its_deadline_has_failed()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server, sites: 1);
        using DocumentsClient documents = new(cluster.CreateHandler(), new ServiceClientOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        await cluster[0].BlackholeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => documents.GetAsync("key", HangGuard.Token));

        Assert.Equal("DEADLINE_EXCEEDED", Assert.Single(cluster.History.FailedCalls).Outcome);
    }

    [Fact]
    public async Task A_stream_whose_site_is_killed_has_failed()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(1, _ => { }, app => app.MapGet("/endless", async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }), cancellationToken: HangGuard.Token);
        HaHttpHandler handler = cluster.CreateHandler();
        using HttpClient client = new(handler, disposeHandler: false) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using Stream stream = await client.GetStreamAsync(new Uri(handler.Address, "endless"), HangGuard.Token);
        Task<int> reading = stream.ReadAsync(new byte[1], HangGuard.Token).AsTask();
        Assert.Null(Assert.Single(cluster.History.Calls).Outcome);
        await cluster[0].KillAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => reading);

        HaCall call = Assert.Single(cluster.History.FailedCalls);
        Assert.Contains("in the middle of its answer", call.Outcome!, StringComparison.Ordinal);
        Assert.Equal("answered", Assert.Single(call.Attempts).Outcome);
    }

    [Fact]
    public async Task A_watch_that_its_reader_leaves_is_cancelled()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server, sites: 1);
        using DocumentsClient documents = new(cluster.CreateHandler());
        await documents.PutAsync("key", "value", cancellationToken: HangGuard.Token);
        await foreach (DocumentChange _ in documents.WatchAsync("", cancellationToken: HangGuard.Token))
            break;

        Assert.Equal(["OK", "cancelled"], cluster.History.Calls.Select(each => each.Outcome!));
        Assert.Empty(cluster.History.FailedCalls);
    }

    [Fact]
    public async Task The_table_shows_what_happened_in_order()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        using Asker client = Asker.OfAll(cluster, Kind.Application);
        await client.AskAsync();
        await cluster[0].KillAsync();
        await client.AskAsync();

        string[] expected =
        [
            "client 1   call 1 /", "client 1   call 1 -> site 0", "client 1   call 1 <- answered", "client 1   call 1 ends: 200",
            "fault      site 0: killed (ordered)", "fault      site 0: killed (in force)",
            "client 1   call 2 /", "client 1   call 2 -> site 0", "client 1   call 2 <- ", "client 1   call 2 -> site 1",
            "client 1   call 2 <- answered", "client 1   call 2 ends: 200",
        ];
        string[] lines = [.. $"{cluster.History}".Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("is ejected", StringComparison.Ordinal))];
        Assert.Equal(expected.Length, lines.Length);
        foreach ((string begin, string line) in expected.Zip(lines))
            Assert.StartsWith(begin, line[12..], StringComparison.Ordinal);
    }
}
