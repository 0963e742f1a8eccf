namespace ClientHa.Testing.Clocks;

/// <summary>
/// A clock whose time of day can be wrong, while timestamps and timers go on as they should: a machine whose clock is set wrong, or
/// set right. Add it to the services before <c>AddHaServer</c>.
/// </summary>
internal sealed class FaultyClock(TimeProvider inner) : TimeProvider
{
    private volatile Reading reading = new(TimeSpan.Zero, null);

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>In the place of those before; in force when it returns. One caller at a time.</summary>
    public void Set(ClockFaults faults) =>
        reading = new Reading(faults.Skew, faults.StandsStill ? reading.StoodAt ?? inner.GetUtcNow() : null);

    public override DateTimeOffset GetUtcNow()
    {
        Reading now = reading;
        return (now.StoodAt ?? inner.GetUtcNow()) + now.Skew;
    }

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    private sealed record Reading(TimeSpan Skew, DateTimeOffset? StoodAt);
}
