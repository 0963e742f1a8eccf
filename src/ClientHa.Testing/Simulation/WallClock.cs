namespace ClientHa.Testing.Simulation;

/// <summary>A machine's time of day: wrong by something, fast or slow, and at times set. Its monotonic clock is the agenda's.</summary>
internal sealed class WallClock(Agenda agenda, TimeSpan skew, double drift)
{
    /// <summary>The true time at the start of a run: a day in 2027, in milliseconds since 1970.</summary>
    public const long Epoch = 1_800_000_000_000;

    private TimeSpan jumps;
    private long stoppedAt;
    private int freezes;

    /// <summary>Milliseconds since 1970, as the machine believes.</summary>
    public long Milliseconds => freezes > 0 ? stoppedAt : Epoch + (long)((agenda.Now.Ticks * (1 + drift)) + (skew + jumps).Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>Sets the clock: from now on it shows so much more, or less.</summary>
    public void Jump(TimeSpan by) => jumps += by;

    /// <summary>The clock stands still, as in a guest that its host has put to sleep, until all who stopped it have let it go.</summary>
    public void Freeze()
    {
        stoppedAt = Milliseconds;
        freezes++;
    }

    public void Thaw() => freezes--;
}
