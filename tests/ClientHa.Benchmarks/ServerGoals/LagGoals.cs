using System.Globalization;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>How long a write takes to show at the other site, with 500 writes a second at each.</summary>
internal static class LagGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using MasterStore store = new(await MasterPair.StartAsync());
        await LagRun.RunAsync(store, "warm/", TimeSpan.FromSeconds(3));
        (Milliseconds lags, int unseen) = await LagRun.RunAsync(store, "lag/", TimeSpan.FromSeconds(isQuick ? 5 : 20));
        string what = $"two sites, {LagRun.WritesPerSecond} writes/s at each: replication lag";
        sheet.AtMost($"{what}, p50 of {lags.Count}", lags.Rank(0.5), 5, " ms");
        sheet.AtMost(string.Create(CultureInfo.InvariantCulture, $"{what}, p99 (the slowest {lags.Rank(1):0.0} ms)"), lags.Rank(0.99), 50, " ms");
        sheet.AtMost($"{what}: acknowledged writes that never showed", unseen, 0);
    }
}
