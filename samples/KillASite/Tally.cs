using System.Collections.Concurrent;
using System.Diagnostics;

namespace KillASite;

/// <summary>What came of the calls of all clients.</summary>
internal sealed class Tally(int sites)
{
    private readonly int[] calls = new int[Enum.GetValues<CallKind>().Length];
    private readonly int[] failed = new int[Enum.GetValues<CallKind>().Length];
    private readonly long[] slowest = new long[Enum.GetValues<CallKind>().Length];
    private readonly ConcurrentDictionary<(CallKind Kind, string Message), int> messages = new();
    private readonly int[] answers = new int[sites];
    private int resumed;
    private int victim = -1;
    private long killedAt;
    private long failedOverAt;

    public static long Now => Stopwatch.GetTimestamp();

    public int Calls => calls.Sum();

    public int FailedIdempotent => failed[(int)CallKind.Find] + failed[(int)CallKind.Follow];

    public int FailedOther => failed[(int)CallKind.Book] + failed[(int)CallKind.Dictate];

    public int ResumedStreams => resumed;

    public IEnumerable<(CallKind Kind, string Message, int Count)> Messages =>
        messages.OrderByDescending(each => each.Value).Select(each => (each.Key.Kind, each.Key.Message, each.Value));

    /// <summary>The longest wait for an answer.</summary>
    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, slowest.Max());

    /// <summary>From the kill to the first client's first answer of another site.</summary>
    public TimeSpan? Failover => failedOverAt == 0 ? null : Stopwatch.GetElapsedTime(killedAt, failedOverAt);

    public static bool IsIdempotent(CallKind kind) => kind is CallKind.Find or CallKind.Follow;

    public int CallsOf(CallKind kind) => calls[(int)kind];

    public int FailedOf(CallKind kind) => failed[(int)kind];

    public TimeSpan SlowestOf(CallKind kind) => Stopwatch.GetElapsedTime(0, slowest[(int)kind]);

    public long Started(CallKind kind, bool isNew = true)
    {
        if (isNew)
            Interlocked.Increment(ref calls[(int)kind]);
        return Now;
    }

    public void Answered(CallKind kind, int client, int site, long start)
    {
        long now = Now;
        Interlocked.Increment(ref answers[site]);
        for (long known = slowest[(int)kind]; now - start > known; known = slowest[(int)kind])
            Interlocked.CompareExchange(ref slowest[(int)kind], now - start, known);
        if (client == 0 && Volatile.Read(ref victim) is >= 0 and int dead && site != dead)
            Interlocked.CompareExchange(ref failedOverAt, now, 0);
    }

    public void Failed(CallKind kind, Exception exception)
    {
        Interlocked.Increment(ref failed[(int)kind]);
        messages.AddOrUpdate((kind, exception.Message), 1, (_, count) => count + 1);
    }

    public void Resumed() => Interlocked.Increment(ref resumed);

    /// <summary>A site is about to be killed.</summary>
    public void Killing(int site)
    {
        killedAt = Now;
        Volatile.Write(ref victim, site);
    }

    /// <summary>The answers of each site so far.</summary>
    public Shares Answers() => new([.. answers]);
}
