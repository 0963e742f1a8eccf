namespace ClientHa.Core.Failover;

/// <summary>
/// What two clocks showed together: from the next look at both can be told whether the machine slept in between. On some systems the
/// monotonic clock stands still meanwhile and the time of day does not; on others both go on and only timers are late.
/// </summary>
/// <param name="Monotonic">The shell's clock.</param>
/// <param name="Wall">The time of day, in ticks. Nothing is told from it alone, as it may be set at any time.</param>
internal readonly record struct Wakefulness(Instant Monotonic, long Wall)
{
    /// <summary>How often the shell looks while it is awake.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A busy machine's timers are late, and clocks are corrected; not by so much.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>How long the machine slept between this look and the next; zero if it did not.</summary>
    public TimeSpan SleptUntil(in Wakefulness next)
    {
        TimeSpan late = next.Monotonic - Monotonic - Interval;
        TimeSpan stood = TimeSpan.FromTicks(next.Wall - Wall) - (next.Monotonic - Monotonic);
        TimeSpan slept = late > stood ? late : stood;
        return slept > Tolerance ? slept : TimeSpan.Zero;
    }
}
