using ClientHa.Core.Replication;

namespace ClientHa.Services;

/// <summary>
/// The clock that stamps this client's writes: ahead of all that the client has seen, so that a write always wins over what its
/// writer had read. The computer's time of day is no more than its first seed; from the first answer on it goes by the sites'
/// clocks and by the time that has elapsed here since.
/// </summary>
internal sealed class ClientClock(TimeProvider timeProvider)
{
    private readonly object gate = new();
    private HybridClock clock;
    private ulong seen;
    private long milliseconds = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
    private long timestamp = timeProvider.GetTimestamp();

    /// <summary>The time for a new operation id.</summary>
    public long Milliseconds
    {
        get
        {
            lock (gate)
                return Now();
        }
    }

    /// <summary>A stamp above all before.</summary>
    public ulong Stamp()
    {
        lock (gate)
            return Tick();
    }

    /// <summary>Takes note of a site's clock, as it stands in an answer; 0 says nothing.</summary>
    public void Follow(ulong site)
    {
        if (site == 0)
            return;
        lock (gate)
            FollowNow(site);
    }

    /// <summary>Takes note of what was seen, which may be as old as the data: the next stamp is above it.</summary>
    public void Merge(ulong stamp)
    {
        lock (gate)
        {
            seen = Math.Max(seen, stamp);
            clock = clock.Merge(stamp);
        }
    }

    /// <summary>
    /// A stamp in place of one that was refused, above the one that would have won. Where that is lower than the refused one, it
    /// was refused for being too far ahead, and this clock is set back to what the sites have shown.
    /// </summary>
    public ulong StampAgain(ulong refused, ulong winner, ulong site)
    {
        lock (gate)
        {
            if (site != 0)
                FollowNow(site);
            if (winner < refused)
                clock = new HybridClock(seen);
            clock = clock.Merge(winner);
            return Tick();
        }
    }

    private void FollowNow(ulong site)
    {
        seen = Math.Max(seen, site);
        clock = clock.Merge(site);
        milliseconds = Core.Replication.Stamp.Milliseconds(site);
        timestamp = timeProvider.GetTimestamp();
    }

    private ulong Tick()
    {
        clock = clock.Tick(Now());
        return clock.Last;
    }

    private long Now() => milliseconds + (long)timeProvider.GetElapsedTime(timestamp).TotalMilliseconds;
}
