using System.Globalization;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Soak;

/// <summary>
/// A fault every 5 s, at the two sites in turn and never at both; 20 clients, half of which come back to a site after seconds and half
/// after minutes, so that the ways through panic are walked as often as those through homecoming.
/// </summary>
internal static class SoakRun
{
    private const int Clients = 20;
    private const double FlatHeapBytes = 1e6;
    private const int FlatCount = 5;

    /// <summary>Each call under way has some, and a sample may come while calls wait.</summary>
    private const int FlatTimers = 50;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FaultPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongDelay = TimeSpan.FromMinutes(3);

    public static async Task<int> RunAsync(string[] options)
    {
        TimeSpan length = TimeSpan.FromMinutes(new CommandLine(options).Number("--minutes", 30));
        await using SitePair sites = await SitePair.StartAsync();
        LoadClient[] clients = [.. Enumerable.Range(0, Clients).Select(number => LoadClient.Create(new HaOptions
        {
            Servers = [.. SitePair.EndPoints.Select(site => $"{site}")],
            FirstChoice = "Random",
            ReconnectDelay = number % 2 == 0 ? ShortDelay : LongDelay,
        }))];
        SoakTally tally = new();
        using CancellationTokenSource stop = new();
        Task load = new PacedLoad(clients, Pace, Deadline, tally.Add).RunAsync(stop.Token);
        SoakTrend trend = new();
        Console.WriteLine("""
            | minute | faults | calls | failed | slowest | heap | beside | handles | sockets | threads | timers |
            |---|---|---|---|---|---|---|---|---|---|---|
            """);
        long begin = MonotonicClock.Now;
        int faults = 0, minute = 0;
        while (Since(begin) < length)
        {
            await SoakFault.All[faults % SoakFault.All.Count].DoAsync(sites, faults % 2);
            TimeSpan rest = (++faults * FaultPeriod) - Since(begin);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest);
            if (Since(begin).TotalMinutes < minute + 1)
                continue;
            minute++;
            ProcessFigures sample = ProcessFigures.Take();
            trend.Add(sample);
            Console.WriteLine(Row(minute, faults, tally, sample));
        }
        await stop.CancelAsync();
        await load;
        foreach (LoadClient client in clients)
            client.Dispose();
        foreach (string fault in tally.Faults)
            Console.WriteLine(fault);
        Console.WriteLine();
        return Judge(tally, trend, faults);
    }

    private static int Judge(SoakTally tally, SoakTrend trend, int faults)
    {
        GoalSheet sheet = new();
        sheet.AtMost($"failed calls of {tally.Calls} in {faults} faults", tally.Failed, 0);
        sheet.AtMost("heap: the later half over the earlier", trend.Growth(sample => sample.HeapBytes) / 1e3, FlatHeapBytes / 1e3, " KB");
        sheet.AtMost("sockets: the later half over the earlier", trend.Growth(sample => sample.Sockets), FlatCount);
        sheet.AtMost("handles: the later half over the earlier", trend.Growth(sample => sample.Handles), FlatCount);
        sheet.AtMost("threads: the later half over the earlier", trend.Growth(sample => sample.Threads), FlatCount);
        sheet.AtMost("timers: the later half over the earlier", trend.Growth(sample => sample.Timers), FlatTimers);
        return sheet.End();
    }

    private static string Row(int minute, int faults, SoakTally tally, ProcessFigures sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {minute} | {faults} | {tally.Calls} | {tally.Failed} | {tally.SlowestMs:0} ms | {sample.HeapBytes / 1e3:0} KB " +
        $"| {sample.NativeBytes / 1e6:0.0} MB | {sample.Handles} | {sample.Sockets} | {sample.Threads} | {sample.Timers} |");

    private static TimeSpan Since(long begin) => TimeSpan.FromMicroseconds((MonotonicClock.Now - begin) / 1e3);
}
