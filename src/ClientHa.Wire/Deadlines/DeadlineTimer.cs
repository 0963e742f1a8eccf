namespace ClientHa.Wire;

/// <summary>The timer that cancels a call at its deadline.</summary>
internal static class DeadlineTimer
{
    /// <summary>About 49 days: timers take no more. A later deadline is left to the peer.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static ITimer? Start(CancellationTokenSource source, TimeSpan timeout, TimeProvider timeProvider)
    {
        if (timeout > s_longest)
            return null;
        if (timeout > TimeSpan.Zero)
            return timeProvider.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), source, timeout, Timeout.InfiniteTimeSpan);

        source.Cancel();
        return null;
    }
}
