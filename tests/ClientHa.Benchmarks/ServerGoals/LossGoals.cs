using System.Collections.Concurrent;
using System.Globalization;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Services;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>
/// A site with 500 writes a second is destroyed, and what is on its way to the other site, 10 ms away, with it: how old are the writes
/// that were acknowledged and that the other site does not have? Clients that live hand them over; this is what is lost where they die too.
/// </summary>
internal static class LossGoals
{
    private const int Writers = 25;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(10);

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using MasterPair pair = await MasterPair.StartAsync(overBridges: true);
        await pair.DelayAsync(OneWay);
        Milliseconds ages = new();
        int rounds = isQuick ? 8 : 50, lost = 0;
        for (int round = 0; round <= rounds; round++)
        {
            IReadOnlyList<long> missing = await RoundAsync(pair, string.Create(CultureInfo.InvariantCulture, $"loss/{round}/"));
            await pair[0].RestartAsync();
            await pair.EqualAsync();
            // The first is to compile the code.
            foreach (long age in round == 0 ? [] : missing)
                ages.Add(age);
            lost += round == 0 ? 0 : missing.Count;
        }
        sheet.AtMost(
            string.Create(CultureInfo.InvariantCulture, $"20 ms of round trip, {rounds} sites destroyed at 500 writes/s, {(double)lost / rounds:0.0} acknowledged writes each unreplicated: their age, p99 (p50 {ages.Rank(0.5):0.0} ms, the oldest {ages.Rank(1):0.0} ms)"),
            ages.Rank(0.99), 30, " ms");
    }

    /// <summary>The ages of the writes that site 1 lacks, when site 0 has gone.</summary>
    private static async Task<IReadOnlyList<long>> RoundAsync(MasterPair pair, string prefix)
    {
        ConcurrentDictionary<string, long> acknowledged = [];
        DocumentWriter[] writers = DocumentWriter.Many(Writers, pair[0]);
        using CancellationTokenSource stop = new();
        Task load = new PacedWrites(writers, prefix, Pace) { MayFail = true, Acknowledged = (key, at) => acknowledged[key] = at }.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(800, 1_200)));
        long end = MonotonicClock.Now;
        pair.Reset();
        await pair[0].KillAsync();
        await stop.CancelAsync();
        foreach (DocumentWriter writer in writers)
            await writer.DisposeAsync();
        await load;

        using DocumentsClient survivor = pair[1].Documents();
        HashSet<string> replicated = [];
        await foreach (Document document in survivor.ListAsync(prefix))
            replicated.Add(document.Key);
        return [.. acknowledged.Where(write => write.Value <= end && !replicated.Contains(write.Key)).Select(write => end - write.Value)];
    }
}
