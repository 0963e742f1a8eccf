using System.Collections.Concurrent;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// 1,000 clients come home after a site has been away for longer than the reconnect delay D. The rule of 12 reconnects a second is
/// that of D = 180 s; D is shorter here, and the bound higher in the same measure. Probes are no reconnects: they carry no call. That
/// all are home takes D, and 30 s for two probes in a row, which don't become shorter with it.
/// </summary>
internal static class HerdGoals
{
    private const int Clients = 1_000;
    private const double ReconnectsPerSecond = 12;
    private const double ProductionDelaySeconds = 180;
    private static readonly TimeSpan ForProbes = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        TimeSpan delay = TimeSpan.FromSeconds(isQuick ? 20 : 60);
        await using SitePair sites = await SitePair.StartAsync();
        using Capture capture = new(SitePair.First, LoadClient.BodyBytes);
        LoadClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => LoadClient.Create(new HaOptions
        {
            Servers = [.. SitePair.EndPoints.Select(site => $"{site}")],
            FirstChoice = "Random",
            ReconnectDelay = delay,
        }))];
        ConcurrentQueue<long> moves = [];
        foreach (LoadClient client in clients)
            CountHomecomings((HaHttpHandler)client.Handler, moves);
        using CancellationTokenSource stop = new();
        int failed = 0;
        PacedLoad paced = new(clients, Pace, TimeSpan.FromSeconds(10), call => Interlocked.Add(ref failed, call.Succeeded ? 0 : 1));
        Task load = paced.RunAsync(stop.Token);

        await Task.Delay(3 * Pace);
        await sites[0].KillAsync();
        await Task.Delay((1.2 * delay) + Pace);
        moves.Clear();
        await sites.RestartAsync(0);
        long back = MonotonicClock.Now;
        await Task.Delay(delay + ForProbes);
        long end = MonotonicClock.Now;
        double share = 100.0 * clients.Count(client => AtFirst((HaHttpHandler)client.Handler)) / Clients;
        await stop.CancelAsync();
        await load;
        foreach (LoadClient client in clients)
            client.Dispose();

        string d = $"{Clients} handlers, D = {delay.TotalSeconds} s";
        int connects = capture.Sent(back, end).Connects;
        sheet.AtMost(
            $"{d}: homecomings in the busiest second, of {moves.Count} (connects on the wire, probes included: {connects})",
            BusiestSecond([.. moves.Order()]), ReconnectsPerSecond * ProductionDelaySeconds / delay.TotalSeconds, "/s");
        double after = (delay + ForProbes).TotalSeconds;
        sheet.AtMost($"{d}: share of the site that returned, off 50 %, {after} s after", Math.Abs(share - 50), 5, " %");
        sheet.AtMost($"{d}: failed calls", failed, 0);
    }

    private static bool AtFirst(HaHttpHandler handler) => handler.Status.Current is { } site && site.Name == $"{SitePair.First.Address}";

    private static void CountHomecomings(HaHttpHandler handler, ConcurrentQueue<long> moves)
    {
        // Events of one handler come one at a time.
        bool wasAtFirst = false;
        handler.StatusChanged += (_, status) =>
        {
            bool isAtFirst = status.Current is { } site && site.Name == $"{SitePair.First.Address}";
            if (isAtFirst && !wasAtFirst)
                moves.Enqueue(MonotonicClock.Now);
            wasAtFirst = isAtFirst;
        };
    }

    private static int BusiestSecond(long[] moments)
    {
        int busiest = 0;
        for (int first = 0, last = 0; last < moments.Length; last++)
        {
            while (moments[last] - moments[first] > 1e9)
                first++;
            busiest = Math.Max(busiest, last - first + 1);
        }
        return busiest;
    }
}
