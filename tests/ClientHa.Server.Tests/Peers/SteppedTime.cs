namespace ClientHa.Server.Tests.Peers;

/// <summary>A clock that goes on when a test says so. Its timers are the system's.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long now = TimeSpan.FromHours(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Step(TimeSpan step) => Interlocked.Add(ref now, step.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(60) + TimeSpan.FromTicks(GetTimestamp());
}
