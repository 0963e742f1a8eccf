namespace ClientHa.Tests.Sites;

/// <summary>
/// A clock that stands still until it is moved, and then lets each timer run at its own moment, repeating ones as often as they
/// are due. The timers' callbacks run inside <see cref="Advance"/>, so that what they start has been started when it returns.
/// </summary>
internal sealed class SteppedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<SteppedTimer> timers = [];
    private TimeSpan now;
    private TimeSpan wallOffset;

    /// <summary>How many threads run a callback at once, as when a busy pool lets one timer's calls overlap.</summary>
    public int Overlap { get; set; } = 1;

    /// <summary>Called by whoever is about to read the clock.</summary>
    public Action? Asked { get; set; }

    /// <summary>How many timers are set.</summary>
    public int Timers
    {
        get
        {
            lock (gate)
                return timers.Count;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        Asked?.Invoke();
        lock (gate)
            return now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => Start + wallOffset + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SteppedTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (gate)
            end = now + by;
        while (Next(end) is { } due)
            Fire(due);
    }

    /// <summary>Sets the time of day, and nothing else.</summary>
    public void JumpWall(TimeSpan by) => wallOffset += by;

    /// <summary>The machine sleeps: no timer runs. The time of day goes on; the monotonic clock does too, or stands still, by the system.</summary>
    public void Sleep(TimeSpan time, bool stopsMonotonic)
    {
        if (stopsMonotonic)
        {
            wallOffset += time;
            return;
        }
        lock (gate)
            now += time;
    }

    /// <summary>Whether somebody waits for exactly that long from now.</summary>
    public bool IsDueIn(TimeSpan time)
    {
        lock (gate)
            return timers.Any(timer => timer.Due == now + time);
    }

    private void Fire(SteppedTimer due)
    {
        if (Overlap == 1)
        {
            due.Fire();
            return;
        }
        using Barrier together = new(Overlap);
        Thread[] threads = [.. Enumerable.Range(0, Overlap).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            due.Fire();
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
    }

    /// <summary>The next timer that is due by then, the clock standing at its moment; or none, the clock standing at the end.</summary>
    private SteppedTimer? Next(TimeSpan end)
    {
        lock (gate)
        {
            SteppedTimer? due = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            TimeSpan moment = due?.Due ?? end;
            now = moment > now ? moment : now;
            if (due is null)
                return null;
            if (due.Period > TimeSpan.Zero)
                due.Due += due.Period;
            else
                timers.Remove(due);
            return due;
        }
    }

    private sealed class SteppedTimer(SteppedTime time, Action fire) : ITimer
    {
        private bool isDisposed;

        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (isDisposed)
                    return false;
                Due = time.now + dueTime;
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    time.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                isDisposed = true;
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
