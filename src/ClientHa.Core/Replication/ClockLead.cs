namespace ClientHa.Core.Replication;

/// <summary>
/// How far ahead of the time a replica's clock may stay, once a wall clock was wrong and was set back, here or at another site. It follows
/// from what was here at the start and from the time that goes back, never from what is stamped: so nobody can push the clock on and on.
/// </summary>
internal sealed class ClockLead(ReplicaRules rules)
{
    private long last = long.MinValue;

    /// <summary>Zero while the clock is no more ahead than any stamp may be.</summary>
    public long Milliseconds { get; private set; }

    /// <summary>What is here now was here at the start: a state that was taken where nothing was.</summary>
    public void Begin(long now, ulong clock)
    {
        last = long.MinValue;
        Read(now, clock);
    }

    /// <param name="now">The wall clock, in milliseconds.</param>
    /// <param name="clock">The replica's own, which never goes back.</param>
    public void Read(long now, ulong clock)
    {
        long ahead = Stamp.Milliseconds(clock) - now;
        if (last == long.MinValue)
            Milliseconds = ahead;
        else if (now < last)
            Milliseconds += last - now;
        last = now;
        Milliseconds = ahead > rules.MaxClockSkew.TotalMilliseconds ? Milliseconds : 0;
    }
}
