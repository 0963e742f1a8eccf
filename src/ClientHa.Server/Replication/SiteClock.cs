using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>The time by which a site stamps and judges: its wall clock, unless that jumps. Safe for use by many threads.</summary>
internal sealed class SiteClock(TimeProvider timeProvider, TimeSpan tolerance)
{
    private readonly Lock gate = new();
    private readonly GuardedClock clock = new(tolerance);
    private readonly long started = timeProvider.GetTimestamp();

    /// <summary>Milliseconds since 1970.</summary>
    public long Now
    {
        get
        {
            lock (gate)
                return clock.Read(timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), timeProvider.GetElapsedTime(started));
        }
    }

    /// <summary>How far the wall clock has jumped ahead of it; zero while it is believed.</summary>
    public TimeSpan Jump
    {
        get
        {
            lock (gate)
                return clock.Jump;
        }
    }

    /// <inheritdoc cref="GuardedClock.Compare"/>
    public void Compare(TimeSpan peerIsAhead)
    {
        lock (gate)
            clock.Compare(peerIsAhead);
    }
}
