using System.Collections.Concurrent;
using System.Diagnostics;


using ClientHa.Services;

namespace ClientHa.Samples.TwoSites;

/// <summary>What came of the calls of all clients.</summary>
internal sealed class Tally
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, long> acknowledged = [];
    private readonly ConcurrentDictionary<string, int> errors = [];
    private int calls;
    private int failedCalls;
    private long slowest;
    private SiteStatus? victim;
    private long harmedAt = long.MaxValue;
    private long failedOverAt;

    public int Calls => calls;

    public int FailedCalls => failedCalls;

    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, slowest);

    public IEnumerable<(string Message, int Count)> Errors => errors.OrderByDescending(each => each.Value).Select(each => (each.Key, each.Value));

    /// <summary>From the fault to the first client's first answer by another site.</summary>
    public TimeSpan? Failover => failedOverAt == 0 ? null : Stopwatch.GetElapsedTime(harmedAt, failedOverAt);

    /// <param name="client">For the first one, who answers it now; for the others null.</param>
    /// <param name="key">What is written, if anything.</param>
    /// <param name="call">A read or a write.</param>
    public async Task CallAsync(HaHttpHandler? client, string? key, Func<Task> call)
    {
        Interlocked.Increment(ref calls);
        long start = Stopwatch.GetTimestamp();
        try
        {
            await call();
        }
        catch (HaCallException exception)
        {
            Interlocked.Increment(ref failedCalls);
            errors.AddOrUpdate(exception.Message, 1, (_, count) => count + 1);
            return;
        }
        long now = Stopwatch.GetTimestamp();
        for (long known = slowest; now - start > known; known = slowest)
            Interlocked.CompareExchange(ref slowest, now - start, known);
        if (Volatile.Read(ref victim) is { } dead && client?.Status.Current is { } site && (site.Name, site.Port) != (dead.Name, dead.Port))
            Interlocked.CompareExchange(ref failedOverAt, now, 0);
        if (key?.StartsWith(OfficeClient.Orders, StringComparison.Ordinal) == true)
            acknowledged[key] = now;
    }

    public void WatchFailed(HaCallException exception) => errors.AddOrUpdate($"a watch ended: {exception.Message}", 1, (_, count) => count + 1);

    /// <summary>A site is about to be harmed.</summary>
    public void Harming(SiteStatus? site)
    {
        harmedAt = Stopwatch.GetTimestamp();
        Volatile.Write(ref victim, site);
    }

    public string[] Acknowledged() => [.. acknowledged.Keys.Order(StringComparer.Ordinal)];

    public string[] AcknowledgedBeforeHarm() => [.. acknowledged.Where(each => each.Value < harmedAt).Select(each => each.Key).Order(StringComparer.Ordinal)];

    /// <summary>Waits until all watches have shown all that was acknowledged, but not for ever.</summary>
    public static async Task WaitForWatchesAsync(OfficeClient[] clients, string[] keys, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < limit && !clients.All(client => keys.All(client.HasSeen)))
            await Task.Delay(LookAgain, cancellationToken);
    }
}
