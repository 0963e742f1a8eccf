using System.Threading.Channels;

namespace ClientHa.Server.Tests.Hosting;

/// <summary>A clock whose timers fire when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Channel<ManualTimer> started = Channel.CreateUnbounded<ManualTimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(dueTime, () => callback(state));
        started.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>The next timer that was started, in the order of their starts.</summary>
    public Task<ManualTimer> NextTimerAsync() => started.Reader.ReadAsync(HangGuard.Token).AsTask();

    /// <summary>Those that were started until now are of no interest.</summary>
    public void ForgetTimers()
    {
        while (started.Reader.TryRead(out _))
        {
        }
    }

    internal sealed class ManualTimer(TimeSpan dueTime, Action fire) : ITimer
    {
        public TimeSpan DueTime => dueTime;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("Nothing here changes a timer.");

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
