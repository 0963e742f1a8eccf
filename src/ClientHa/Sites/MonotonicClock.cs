using ClientHa.Core;

namespace ClientHa.Sites;

/// <summary>The shell's one clock: monotonic, so a clock that jumps changes nothing.</summary>
internal sealed class MonotonicClock(TimeProvider timeProvider)
{
    private readonly long origin = timeProvider.GetTimestamp();

    public TimeProvider TimeProvider { get; } = timeProvider;

    public Instant Now => new(TimeProvider.GetElapsedTime(origin).Ticks);

    /// <summary>The time of day at a moment, for people only.</summary>
    public DateTimeOffset? TimeOfDay(Instant instant) =>
        instant == Instant.Never ? null : TimeProvider.GetLocalNow() + (instant - Now);
}
