using ClientHa.Services;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>What is done to sites of our server: between each other, to their data, disks and clocks.</summary>
public sealed class MasterTests
{
    public static TheoryData<Kind> Kinds => [Kind.Server, Kind.ServerProcess];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Masters_that_are_parted_serve_on_and_are_equal_again_when_they_are_healed(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using DocumentsClient one = Connect(cluster, 0);
        using DocumentsClient other = Connect(cluster, 1);
        await one.PutAsync("before", "0"u8.ToArray());
        await SeesAsync(other, "before");

        await cluster.PartitionAsync(0, 1);
        await one.PutAsync("zero", "0"u8.ToArray());
        await other.PutAsync("one", "1"u8.ToArray());
        Assert.Null(await one.GetAsync("one"));
        Assert.Null(await other.GetAsync("zero"));

        await cluster.HealAsync();
        await SeesAsync(one, "one");
        await SeesAsync(other, "zero");
    }

    [Fact]
    public async Task What_is_written_at_one_site_crosses_a_partition_of_the_other_way()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server);
        using DocumentsClient one = Connect(cluster, 0);
        using DocumentsClient other = Connect(cluster, 1);
        await one.PutAsync("before", "0"u8.ToArray());
        await SeesAsync(other, "before");

        await using (await cluster.PartitionAsync(1, 0, oneWay: true))
        {
            await one.PutAsync("zero", "0"u8.ToArray());
            await other.PutAsync("one", "1"u8.ToArray());
            await SeesAsync(other, "zero");
            Assert.Null(await one.GetAsync("one"));
        }
        await SeesAsync(one, "one");
    }

    [Fact]
    public async Task Neither_site_calls_a_link_good_over_which_one_way_nothing_comes()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(
            2, options => options.ConfigureServer = server => server.HeartbeatInterval = TimeSpan.FromMilliseconds(100), HangGuard.Token);
        using DocumentsClient one = Connect(cluster, 1);
        using SitesClient first = new($"grpc://{cluster[0].EndPoint}"), second = new($"grpc://{cluster[1].EndPoint}");
        await UntilAsync(report => report.IsGood);

        await using (await cluster.PartitionAsync(1, 0, oneWay: true))
        {
            await one.PutAsync("unseen", "1"u8.ToArray());
            await UntilAsync(report => report.Links.All(link => link.State is not (ReplicationState.Good or ReplicationState.CatchingUp)));
        }
        await UntilAsync(report => report.IsGood && report.Links.All(link => link.Pending == 0));

        async Task UntilAsync(Func<SiteStatusReport, bool> holds)
        {
            while (!holds(await first.GetStatusAsync(HangGuard.Token)) || !holds(await second.GetStatusAsync(HangGuard.Token)))
                HangGuard.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task What_is_written_at_a_site_whose_clock_is_set_an_hour_ahead_is_held_up_nowhere()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server);
        using DocumentsClient one = Connect(cluster, 0);
        using DocumentsClient other = Connect(cluster, 1);
        await one.PutAsync("before", "0"u8.ToArray());
        await SeesAsync(other, "before");

        await cluster[0].SkewClockAsync(TimeSpan.FromHours(1));
        await one.PutAsync("after", "0"u8.ToArray());

        await SeesAsync(other, "after");
    }

    [Fact]
    public async Task What_a_site_writes_that_was_started_with_a_clock_that_is_ahead_waits_and_the_link_says_why()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server);
        using DocumentsClient one = Connect(cluster, 0);
        using DocumentsClient other = Connect(cluster, 1);
        await one.PutAsync("before", "0"u8.ToArray());
        await SeesAsync(other, "before");
        await cluster[0].SkewClockAsync(TimeSpan.FromHours(1));
        await cluster[0].RestartAsync();

        using DocumentsClient again = Connect(cluster, 0);
        await again.PutAsync("ahead", "0"u8.ToArray());
        await other.PutAsync("here", "1"u8.ToArray());

        using SitesClient second = new($"grpc://{cluster[1].EndPoint}");
        LinkReport? link;
        do
            link = (await second.GetStatusAsync(HangGuard.Token)).Links.FirstOrDefault(each => each.Site == 0);
        while (link?.State != ReplicationState.ClockSkew || !link.LastBadReason.Contains("wait until their time has come", StringComparison.Ordinal));
        Assert.Contains("this site's clock shows", link.LastBadReason, StringComparison.Ordinal);
        Assert.Null(await other.GetAsync("ahead"));
        await SeesAsync(again, "here");
    }

    [Fact]
    public async Task An_isolated_site_hears_nothing_of_what_the_others_tell_each_other()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Server, sites: 3);
        using DocumentsClient isolated = Connect(cluster, 0);
        using DocumentsClient second = Connect(cluster, 1);
        using DocumentsClient third = Connect(cluster, 2);
        HaFault isolation = await cluster.IsolateAsync(0);
        await second.PutAsync("key", "1"u8.ToArray());
        await SeesAsync(third, "key");
        Assert.Null(await isolated.GetAsync("key"));
        await isolation.HealAsync();
        await SeesAsync(isolated, "key");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_killed_site_comes_back_with_its_data(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind, sites: 1);
        using DocumentsClient client = Connect(cluster, 0);
        await client.PutAsync("key", "value"u8.ToArray());
        await cluster[0].RestartAsync();
        Assert.NotNull(await client.GetAsync("key"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_full_disk_refuses_writes_until_it_has_room_and_is_full_after_a_restart_too(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind, sites: 1);
        using DocumentsClient client = Connect(cluster, 0);
        await client.PutAsync("key", "value"u8.ToArray());
        HaFault full = await cluster[0].FullDiskAsync();
        await Assert.ThrowsAsync<HaCallException>(() => client.PutAsync("key", "other"u8.ToArray()));
        Assert.NotNull(await client.GetAsync("key"));
        await cluster[0].RestartAsync();
        await Assert.ThrowsAsync<HaCallException>(() => client.PutAsync("key", "other"u8.ToArray()));
        Assert.NotNull(await client.GetAsync("key"));
        await full.HealAsync();
        await client.PutAsync("key", "other"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_write_waits_for_a_slow_disk_as_long_as_it_is_slow_and_a_kill_does_not(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using DocumentsClient client = Connect(cluster, 0);
        using DocumentsClient other = Connect(cluster, 1);
        HaFault slow = await cluster[0].SlowDiskAsync(TimeSpan.FromHours(1));
        Task written = client.PutAsync("key", "value"u8.ToArray());
        for (int i = 0; i < 20; i++)
            await other.PutAsync("other", "value"u8.ToArray());
        Assert.False(written.IsCompleted);
        await slow.HealAsync();
        await written;

        await cluster[0].SlowDiskAsync(TimeSpan.FromHours(1));
        written = client.PutAsync("key", "value"u8.ToArray());
        await cluster[0].KillAsync();
        await cluster.HealAsync();
        await written;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_skewed_clock_shows_in_what_the_site_says_also_after_a_restart_until_it_is_healed(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        TimeSpan half = TimeSpan.FromMinutes(30);
        HaFault skew = await cluster[1].SkewClockAsync(half);
        HaFault more = await cluster[1].SkewClockAsync(half);
        await WaitForLinkAsync(cluster[1], ahead => ahead > 1.5 * half);
        await cluster[1].RestartAsync();
        await WaitForLinkAsync(cluster[1], ahead => ahead > 1.5 * half);
        await skew.HealAsync();
        await WaitForLinkAsync(cluster[1], ahead => ahead > 0.5 * half && ahead < 1.5 * half);
        await more.HealAsync();
        await WaitForLinkAsync(cluster[1], ahead => ahead < 0.5 * half);
    }

    [Fact]
    public async Task A_verb_that_a_site_cannot_do_says_so_and_what_to_do()
    {
        await using HaCluster application = await Clusters.StartAsync(Kind.Application, sites: 1);
        await using HaCluster program = await Clusters.StartAsync(Kind.Program, sites: 1);

        Assert.StartsWith(
            "SlowDiskAsync cannot be done to site 0, which is an application in process: ",
            (await Assert.ThrowsAsync<NotSupportedException>(() => application[0].SlowDiskAsync(TimeSpan.FromSeconds(1)))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "SkewClockAsync cannot be done to site 0, which is a command line: ",
            (await Assert.ThrowsAsync<NotSupportedException>(() => program[0].SkewClockAsync(TimeSpan.FromSeconds(1)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => program[0].FullDiskAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => application[0].WaitForLineAsync(_ => true));
        await program.HealAsync();
    }

    private static DocumentsClient Connect(HaCluster cluster, int site) => new(cluster.CreateHandler(options =>
    {
        (options.Url, options.ServerCount) = (null, 0);
        options.Servers = [$"{cluster[site].EndPoint}"];
    }));

    /// <summary>Waits until what was written elsewhere is here.</summary>
    private static async Task SeesAsync(DocumentsClient client, string key)
    {
        await foreach (DocumentChange change in client.WatchAsync(key, cancellationToken: HangGuard.Token))
        {
            if (change.Key == key)
                return;
        }
    }

    /// <summary>Waits for how far the site's clock is ahead, as its last word with its peer shows it.</summary>
    private static async Task WaitForLinkAsync(HaSite site, Func<TimeSpan, bool> holds)
    {
        CancellationToken limit = HangGuard.Token;
        while (true)
        {
            using SitesClient client = new(new HaOptions { Servers = [$"{site.EndPoint}"] });
            SiteStatusReport report = await client.GetStatusAsync(limit);
            if (report.Links.Any(link => link.LastGood is { } good && holds(good - DateTimeOffset.UtcNow)))
                return;
            await Task.Delay(10, limit);
        }
    }
}
