using System.Diagnostics;
using ClientHa.Services;
using ClientHa.Testing;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// Watches of documents that say nothing stand at a site that is frozen. A document that is then written at the other site must come
/// to each of them: they have moved by themselves, without a byte from anybody.
/// </summary>
internal static class WatchGoals
{
    private const int Watches = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int seen;

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true);
        using CancellationTokenSource end = new(Patience);
        Task<long>[] arrivals = [.. Enumerable.Range(0, Watches).Select(_ => WatchAsync(cluster, end.Token))];
        using DocumentsClient writer = new(cluster.CreateHandler(options => options.FirstChoice = "1"));

        // All watches stand when each has seen this one.
        await writer.PutAsync("watched/first", "", cancellationToken: end.Token);
        while (seen < Watches)
            await Task.Delay(10, end.Token);

        long frozen = Stopwatch.GetTimestamp();
        await cluster[0].FreezeAsync();
        await writer.PutAsync("watched/second", "", cancellationToken: end.Token);
        long[] times = await Task.WhenAll(arrivals);
        sheet.AtMost(
            $"SIGSTOP: silent watches moved, slowest of {Watches}",
            times.All(time => time > 0) ? times.Max(time => Stopwatch.GetElapsedTime(frozen, time).TotalSeconds) : null, 20, " s");
    }

    /// <summary>When the second document came; 0 if it didn't.</summary>
    private static async Task<long> WatchAsync(HaCluster cluster, CancellationToken cancellationToken)
    {
        using DocumentsClient client = new(cluster.CreateHandler());
        try
        {
            await foreach (DocumentChange change in client.WatchAsync("watched/", cancellationToken: cancellationToken))
            {
                if (change.Document.Key == "watched/second")
                    return Stopwatch.GetTimestamp();
                Interlocked.Increment(ref seen);
            }
        }
        catch (OperationCanceledException)
        {
            // It never came.
        }
        return 0;
    }
}
