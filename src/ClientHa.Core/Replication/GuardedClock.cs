namespace ClientHa.Core.Replication;

/// <summary>
/// A wall clock that cannot be set while the program runs: where it jumps by more than sites' clocks may differ, against the clock that
/// only goes on, the time goes on by that one. What was stamped stays behind what will be.
/// </summary>
internal sealed class GuardedClock(TimeSpan tolerance)
{
    /// <summary>A clock is slewed by some 500 ppm, which is 30 ms in this time: that is followed.</summary>
    private static readonly TimeSpan followed = TimeSpan.FromMinutes(1);

    private long wallThen;
    private TimeSpan uptimeThen;
    private bool isRead;

    /// <summary>How far the wall clock is ahead of the time that is shown; zero while it is believed.</summary>
    public TimeSpan Jump { get; private set; }

    public bool IsHeld => Jump != TimeSpan.Zero;

    /// <param name="wall">In milliseconds since 1970.</param>
    /// <param name="uptime">Of a clock that only goes on.</param>
    public long Read(long wall, TimeSpan uptime)
    {
        if (!isRead)
            (isRead, wallThen, uptimeThen) = (true, wall, uptime);
        long expected = wallThen + (long)(uptime - uptimeThen).TotalMilliseconds;
        bool hasJumped = Math.Abs(wall - expected) > tolerance.TotalMilliseconds;
        Jump = hasJumped ? TimeSpan.FromMilliseconds(wall - expected) : TimeSpan.Zero;
        if (!hasJumped && uptime - uptimeThen > followed)
            (wallThen, uptimeThen) = (wall, uptime);
        return hasJumped ? expected : wall;
    }

    /// <summary>
    /// A peer's clock is so far ahead of the time that is shown: where that is what the wall clock says, too, it is the wall clock that is
    /// right, and the other one stood still, as it does while a machine sleeps.
    /// </summary>
    public void Compare(TimeSpan peerIsAhead)
    {
        if (IsHeld && (peerIsAhead - Jump).Duration() <= tolerance)
            isRead = false;
    }
}
