using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Compare;

/// <summary>
/// What became of the calls of one contender in one fault. All contenders' figures are taken here, from each call as it was.
/// </summary>
internal sealed record Figures
{
    private const double LateSeconds = 5;
    private const double SlowMilliseconds = 1_000;

    /// <summary>A contender whose calls still fail within so long of the end is not taken to have recovered.</summary>
    private const double StillFailingSeconds = 2;

    /// <summary>Calls that were under way when the fault came, or began after it.</summary>
    public required int Calls { get; init; }

    public required int Failed { get; init; }

    /// <summary>Of the median client: to the end of the first successful call that began after the fault. None if null.</summary>
    public required double? FirstSuccessMs { get; init; }

    /// <summary>The same of the 95th client of a hundred, and of the last.</summary>
    public required double? FirstSuccessP95Ms { get; init; }

    public required double? FirstSuccessMaxMs { get; init; }

    /// <summary>To the end of the last call that failed; 0 if none did. Null if calls failed to the end.</summary>
    public required double? NoneFailsAfterMs { get; init; }

    public required double SlowestMs { get; init; }

    /// <summary>Calls that began 5 s after the fault or later, and took more than a second.</summary>
    public required int SlowLate { get; init; }

    /// <summary>Calls on the wire to the site that is dead, and connects to it. Null where nothing can be counted.</summary>
    public required int? SentToDead { get; init; }

    public required int? ConnectsToDead { get; init; }

    public long Ejections { get; init; }

    public static Figures Of(LoadReport report, FaultMoments moments, long end, (int Calls, int Connects)? sent)
    {
        CallRecord[] calls = [.. report.Calls.Where(call => call.End >= moments.Began)];
        CallRecord[] failed = [.. calls.Where(call => !call.Succeeded)];
        double?[] firsts = [.. calls.GroupBy(call => call.Client).Select(client => FirstSuccess(client, moments)).Order(NullLast)];
        double lastFailure = failed.Length == 0 ? 0 : failed.Max(call => Since(moments.Timed, call.End));
        bool stillFails = failed.Any(call => call.Start > end - (long)(StillFailingSeconds * 1e9));
        return new()
        {
            Calls = calls.Length,
            Failed = failed.Length,
            FirstSuccessMs = Rank(firsts, 0.5),
            FirstSuccessP95Ms = Rank(firsts, 0.95),
            FirstSuccessMaxMs = Rank(firsts, 1),
            NoneFailsAfterMs = stillFails ? null : Math.Max(0, lastFailure),
            SlowestMs = calls.Length == 0 ? 0 : calls.Max(call => call.Milliseconds),
            SlowLate = calls.Count(call => Since(moments.Timed, call.Start) > LateSeconds * 1e3 && call.Milliseconds > SlowMilliseconds),
            SentToDead = sent?.Calls,
            ConnectsToDead = sent?.Connects,
            Ejections = report.Ejections,
        };
    }

    /// <summary>Of a client that was not there yet, from its own first call.</summary>
    private static double? FirstSuccess(IGrouping<int, CallRecord> client, FaultMoments moments)
    {
        CallRecord[] after = [.. client.Where(call => call.Start >= moments.Began)];
        if (!after.Any(call => call.Succeeded))
            return null;
        long from = Math.Max(moments.Timed, moments.ClientsCameLater ? after.Min(call => call.Start) : 0);
        return Math.Max(0, Since(from, after.Where(call => call.Succeeded).Min(call => call.End)));
    }

    private static Comparer<double?> NullLast { get; } = Comparer<double?>.Create(static (one, other) =>
        (one ?? double.MaxValue).CompareTo(other ?? double.MaxValue));

    private static double? Rank(double?[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];

    private static double Since(long from, long to) => (to - from) / 1e6;
}
