using System.Diagnostics;
using System.Text.Json;
using ClientHa.Services;
using ClientHa.Testing;

namespace ClientHa.Benchmarks;

/// <summary>
/// What a test costs that kills a site: start, a call, the kill, a call that moves, and the end. The first one also pays for what
/// is compiled once in a process.
/// </summary>
internal static class KitSpeed
{
    private const int Runs = 20;

    public static async Task<int> RunAsync()
    {
        Dictionary<string, double> figures = [];
        await MeasureAsync("InProcess", _ => { }, figures);
        await MeasureAsync("Processes", options => options.Processes = true, figures);
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static async Task MeasureAsync(string kind, Action<HaClusterOptions> configure, Dictionary<string, double> figures)
    {
        List<(double Start, double Kill, double Move, double All)> runs = [];
        for (int run = 0; run < Runs; run++)
            runs.Add(await KillAsync(configure));
        figures[$"first{kind}Ms"] = runs[0].All;
        figures[$"start{kind}Ms"] = Median(runs.Select(run => run.Start));
        figures[$"kill{kind}Ms"] = Median(runs.Select(run => run.Kill));
        figures[$"move{kind}Ms"] = Median(runs.Select(run => run.Move));
        figures[$"all{kind}Ms"] = Median(runs.Select(run => run.All));
        figures[$"worst{kind}Ms"] = runs.Max(run => run.All);
    }

    private static async Task<(double Start, double Kill, double Move, double All)> KillAsync(Action<HaClusterOptions> configure)
    {
        long begin = Stopwatch.GetTimestamp();
        double start, kill, move;
        await using (HaCluster cluster = await HaCluster.StartAsync(2, configure))
        {
            start = Since(begin);
            HaHttpHandler handler = cluster.CreateHandler();
            using DocumentsClient client = new(handler);
            await client.PutAsync("key", "before"u8.ToArray());

            long part = Stopwatch.GetTimestamp();
            await cluster.SiteOf(handler).KillAsync();
            kill = Since(part);
            part = Stopwatch.GetTimestamp();
            await client.PutAsync("key", "after"u8.ToArray());
            move = Since(part);
        }
        return (start, kill, move, Since(begin));
    }

    private static double Since(long timestamp) => Math.Round(Stopwatch.GetElapsedTime(timestamp).TotalMilliseconds, 1);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Runs / 2);
}
