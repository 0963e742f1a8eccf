using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Soak;
using ClientHa.Services;
using ClientHa.Testing;

namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>
/// Two sites as processes, 20 clients with 1,000 writes a second, and a fault every 10 s, at the sites in turn. In the end each site
/// must have what was acknowledged, and both the same.
/// </summary>
internal static class ServerSoakRun
{
    private const int Clients = 20;
    private const double FlatMemoryMegabytes = 64;

    /// <summary>What a site keeps of its log, what may come until it is cut, and two snapshots of a few thousand documents.</summary>
    private const double DiskMegabytes = 256 + 64 + 96;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FaultPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] options)
    {
        TimeSpan length = TimeSpan.FromMinutes(new CommandLine(options).Number("--minutes", 60));
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true);
        SoakTally tally = new();
        SoakClient[] clients = [.. Enumerable.Range(0, Clients).Select(number => new SoakClient(number, Handler(cluster, number), tally))];
        using CancellationTokenSource stop = new();
        Task load = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(Pace, stop.Token))));
        ServerSoakTrend trend = new(cluster);
        Console.WriteLine(ServerSoakTrend.Header);
        long begin = MonotonicClock.Now;
        int faults = 0;
        for (int minute = 1; Since(begin) < length;)
        {
            await ServerSoakFault.All[faults % ServerSoakFault.All.Count].DoAsync(cluster, faults / ServerSoakFault.All.Count % 2);
            TimeSpan rest = (++faults * FaultPeriod) - Since(begin);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest);
            if (Since(begin).TotalMinutes >= minute)
                Console.WriteLine(trend.Sample(minute++, faults, tally));
        }
        await stop.CancelAsync();
        await load;
        await cluster.HealAsync();
        int code = await JudgeAsync(cluster, clients, tally, trend, faults);
        foreach (SoakClient client in clients)
            client.Dispose();
        return code;
    }

    private static async Task<int> JudgeAsync(HaCluster cluster, SoakClient[] clients, SoakTally tally, ServerSoakTrend trend, int faults)
    {
        foreach (string fault in tally.Faults)
            Console.WriteLine(fault);
        string? difference = await DifferenceAsync(cluster);
        Console.WriteLine(difference);
        GoalSheet sheet = new();
        sheet.AtMost($"failed calls of {tally.Calls} in {faults} faults", tally.Failed, 0);
        foreach (HaSite site in cluster.Sites)
        {
            using DocumentsClient own = new(Only(site));
            IReadOnlyList<string> lost = await SoakClient.LostAsync(own, clients.SelectMany(client => client.Written));
            foreach (string key in lost.Take(20))
                await Console.Error.WriteLineAsync($"site {site.Number}: {key}");
            sheet.AtMost($"site {site.Number}: keys of {clients.Sum(client => client.Written.Count)} without their last acknowledged write", lost.Count, 0);
        }
        sheet.AtMost("sites that differ", difference is null ? 0 : 1, 0);
        sheet.AtMost("memory of a site: the later half over the earlier", trend.MemoryGrowth / 1e6, FlatMemoryMegabytes, " MB");
        sheet.AtMost("disk of a site, at most", trend.MostDiskBytes / 1e6, DiskMegabytes * 1.048576, " MB");
        return sheet.End();
    }

    /// <summary>Null as soon as both sites have the same; after a while, how they differ.</summary>
    private static async Task<string?> DifferenceAsync(HaCluster cluster)
    {
        using SitesClient first = new(Only(cluster[0]));
        using SitesClient second = new(Only(cluster[1]));
        long begin = MonotonicClock.Now;
        while (true)
        {
            SiteStatusReport one = await first.GetStatusAsync(), other = await second.GetStatusAsync();
            if (one.Digest == other.Digest && one.Vector.SequenceEqual(other.Vector))
                return null;
            if (Since(begin) > Patience)
                return $"site 0: {one.Digest:x16} of {string.Join(' ', one.Vector)}; site 1: {other.Digest:x16} of {string.Join(' ', other.Vector)}";
            await Task.Delay(50);
        }
    }

    /// <summary>Not the cluster's own, whose history would keep each call of an hour.</summary>
    private static HaHttpHandler Handler(HaCluster cluster, int number)
    {
        HaOptions options = cluster.CreateOptions();
        options.FirstChoice = number % 2 == 0 ? "Ordered" : "Random";
        return new(options);
    }

    private static HaOptions Only(HaSite site) => new() { Servers = [$"{site.EndPoint}"] };

    private static TimeSpan Since(long begin) => TimeSpan.FromMicroseconds((MonotonicClock.Now - begin) / 1e3);
}
