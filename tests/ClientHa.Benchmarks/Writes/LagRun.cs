using System.Collections.Concurrent;

namespace ClientHa.Benchmarks.Writes;

/// <summary>
/// Writes at two sites at a steady pace, and how long after its call each shows at the other one: the write itself, the way and the
/// watch are in it.
/// </summary>
internal static class LagRun
{
    public const int WritesPerSecond = 500;

    private const int WritersPerSite = 25;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds((double)WritersPerSite / WritesPerSecond);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The lags, and how many acknowledged writes had not shown a minute after the last.</summary>
    public static async Task<(Milliseconds Lags, int Unseen)> RunAsync(IStore store, string prefix, TimeSpan time)
    {
        Milliseconds lags = new();
        int[] unseen = await Task.WhenAll(OneWayAsync(store, 0, 1, $"{prefix}0/", lags, time), OneWayAsync(store, 1, 0, $"{prefix}1/", lags, time));
        return (lags, unseen.Sum());
    }

    private static async Task<int> OneWayAsync(IStore store, int from, int to, string prefix, Milliseconds lags, TimeSpan time)
    {
        ConcurrentDictionary<string, bool> seen = [];
        ConcurrentQueue<string> acknowledged = [];
        await using IAsyncDisposable watch = await store.WatchAsync(to, prefix, (key, value) =>
        {
            if (seen.TryAdd(key, true))
                lags.Add(Load.MonotonicClock.Now - PacedWrites.CalledAt(value.Span));
        });
        IWriter[] writers = await Task.WhenAll(Enumerable.Range(0, WritersPerSite).Select(_ => store.ConnectAsync(from)));
        using CancellationTokenSource stop = new(time);
        await new PacedWrites(writers, prefix, Pace) { Acknowledged = (key, _) => acknowledged.Enqueue(key) }.RunAsync(stop.Token);
        foreach (IWriter writer in writers)
            await writer.DisposeAsync();

        long last = Load.MonotonicClock.Now;
        int unseen;
        while ((unseen = acknowledged.Count(key => !seen.ContainsKey(key))) > 0 && Load.MonotonicClock.Now - last < Patience.TotalNanoseconds)
            await Task.Delay(10);
        return unseen;
    }
}
