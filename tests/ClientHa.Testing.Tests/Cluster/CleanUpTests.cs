using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Whatever happens, nothing is left.</summary>
public sealed class CleanUpTests
{
    [Theory]
    [InlineData(Kind.Server)]
    [InlineData(Kind.ServerProcess)]
    [InlineData(Kind.Program)]
    public async Task A_cluster_whose_test_throws_leaves_nothing_behind(Kind kind)
    {
        HaCluster? left = null;
        int[] processes = [];
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
        {
            await using HaCluster cluster = await Clusters.StartAsync(kind);
            left = cluster;
            processes = [.. cluster.Sites.Select(site => site.ProcessId).OfType<int>()];
            await cluster[0].FreezeAsync();
            await cluster[1].BlackholeAsync();
            await cluster.PartitionAsync(0, 1);
            throw new InvalidTimeZoneException();
        });

        Assert.All(left!.Sites, site => Assert.False(Directory.Exists(site.Directory)));
        Assert.False(Directory.Exists(Path.GetDirectoryName(left[0].Directory)));
        Assert.All(processes, id => Assert.Throws<ArgumentException>(() => Process.GetProcessById(id)));
        Assert.All(left.Sites, site => AssertFree(site.EndPoint));
    }

    [Fact]
    public async Task A_start_that_fails_throws_the_reason_and_leaves_nothing_behind()
    {
        List<HaSitePlace> places = [];
        InvalidTimeZoneException thrown = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => HaCluster.StartAsync(
            2, (_, place) => places.Add(place), (_, place) => { if (place.Number == 1) throw new InvalidTimeZoneException("mine"); }));
        Assert.Equal("mine", thrown.Message);
        Assert.Equal(2, places.Count);
        Assert.All(places, place => Assert.False(Directory.Exists(place.Directory)));
        AssertFree(places[0].PeerEndPoint(1));
    }

    [Fact]
    public async Task A_program_that_ends_at_once_is_told_with_its_last_lines()
    {
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => HaCluster.StartAsync(
            1, (HaSitePlace _) => new HaSiteProgram("/bin/sh", "-c", "echo alas >&2; exit 3")));
        Assert.Contains("alas", e.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_not_ready_in_time_is_told_with_its_last_lines()
    {
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => HaCluster.StartAsync(
            1, (HaSitePlace _) => new HaSiteProgram("/bin/sh", "-c", "echo patience; exec sleep 1000") { Ready = line => line == "ready" },
            options => options.StartTimeout = TimeSpan.FromSeconds(1)));
        Assert.Contains("patience", e.Message, StringComparison.Ordinal);
        Assert.Contains("StartTimeout", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_can_be_disposed_of_twice_and_its_faults_after_it()
    {
        HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        HaFault kill = await cluster[0].KillAsync();
        HaFault freeze = await cluster[1].FreezeAsync();
        await cluster.DisposeAsync();
        await cluster.DisposeAsync();
        await kill.DisposeAsync();
        await freeze.DisposeAsync();
        await cluster.HealAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => cluster[0].KillAsync());
    }

    [Fact]
    public async Task Nothing_is_left_of_the_clusters_of_a_process_that_is_killed()
    {
        await using SiteProcess owner = SiteProcess.Start(
            DotnetProgram.Start(Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll"), "cluster"));
        await owner.WaitForLineAsync(line => line == "ready", HangGuard.Token);
        int[] processes = [.. ValuesOf(owner, "process ").Select(int.Parse)];
        string[] directories = [.. ValuesOf(owner, "directory ")];
        Assert.Equal((2, 2), (processes.Length, directories.Length));
        Assert.All(processes, id => Assert.True(Directory.Exists($"/proc/{id}")));
        Assert.All(directories, path => Assert.True(Directory.Exists(path)));

        await owner.KillAsync();
        CancellationToken limit = HangGuard.Token;
        while (directories.Any(Directory.Exists) || processes.Any(id => Directory.Exists($"/proc/{id}")))
            await Task.Delay(10, limit);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_process_that_is_killed_as_soon_as_its_first_cluster_has_a_directory()
    {
        using TemporaryDirectory own = new();
        SiteProcessStart start = DotnetProgram.Start(Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll"), "cluster");
        await using SiteProcess owner = SiteProcess.Start(start with
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = own.Path },
        });
        CancellationToken limit = HangGuard.Token;
        while (!Directory.EnumerateDirectories(own.Path, "clientha-*").Any())
        {
            limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await owner.KillAsync();
        while (Directory.EnumerateDirectories(own.Path, "clientha-*").Any())
            await Task.Delay(10, limit);
    }

    [Fact]
    public async Task Clusters_beside_each_other_do_not_disturb_each_other()
    {
        HaCluster[] clusters = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Clusters.StartAsync(Kind.Server)));
        try
        {
            Asker[] clients = [.. clusters.Select(cluster => Asker.OfAll(cluster, Kind.Server))];
            Assert.All(await Task.WhenAll(clients.Select(client => client.AskAsync())), site => Assert.Equal(0, site));
            await Task.WhenAll(clusters.Where((_, index) => index % 2 == 0).Select(cluster => cluster[0].KillAsync()));
            int[] answers = await Task.WhenAll(clients.Select(client => client.AskAsync()));
            Assert.Equal([1, 0, 1, 0, 1, 0, 1, 0], answers);
        }
        finally
        {
            foreach (HaCluster cluster in clusters)
                await cluster.DisposeAsync();
        }
    }

    private static IEnumerable<string> ValuesOf(SiteProcess process, string word) =>
        process.Lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line[word.Length..]);

    private static void AssertFree(IPEndPoint endPoint)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endPoint);
        socket.Listen();
    }
}
