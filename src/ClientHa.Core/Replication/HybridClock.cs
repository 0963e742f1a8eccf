namespace ClientHa.Core.Replication;

/// <summary>
/// A hybrid logical clock as a value (Kulkarni et al., "Logical Physical Clocks", 2014): 48 bits of milliseconds since 1970 and 16
/// bits of counter in one number. It never goes back, follows the wall clock where that is ahead, and is ahead of all it has seen.
/// A counter that overflows runs into the milliseconds, which keeps the order.
/// </summary>
internal readonly record struct HybridClock(ulong Last)
{
    /// <summary>Reads the clock: a stamp greater than every stamp before.</summary>
    public HybridClock Tick(long wallMilliseconds) => new(Math.Max(Last + 1, Stamp.At(wallMilliseconds)));

    /// <summary>Takes note of a stamp from elsewhere: the next one is greater.</summary>
    public HybridClock Merge(ulong stamp) => new(Math.Max(Last, stamp));
}
