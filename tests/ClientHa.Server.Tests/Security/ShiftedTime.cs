namespace ClientHa.Server.Tests.Security;

/// <summary>The system's time, and a calendar that can be turned on.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref shift));

    public void Pass(TimeSpan time) => Interlocked.Add(ref shift, time.Ticks);
}
