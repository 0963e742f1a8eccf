using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>The time by which a site stamps and judges: its wall clock, unless that jumps. Safe for use by many threads.</summary>
internal sealed class SiteClock(TimeProvider timeProvider, TimeSpan tolerance)
{
    private const int MaxTries = 100;
    private static readonly TimeSpan atOnce = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly GuardedClock clock = new(tolerance);
    private readonly long started = timeProvider.GetTimestamp();

    /// <summary>Milliseconds since 1970.</summary>
    public long Now
    {
        get
        {
            lock (gate)
            {
                TimeSpan uptime = timeProvider.GetElapsedTime(started), after;
                long wall;
                // The two are read at one moment, or a busy machine looks like a clock that has jumped.
                for (int tries = 0; ; tries++)
                {
                    wall = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
                    after = timeProvider.GetElapsedTime(started);
                    if (after - uptime < atOnce || tries == MaxTries)
                        return clock.Read(wall, after);
                    uptime = after;
                }
            }
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
