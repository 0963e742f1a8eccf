using ClientHa.Core.Replication;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Peers;

/// <summary>What a link knows of its peer's clock, and what of the peer's has to wait because of it.</summary>
internal sealed class PeerClock(SiteClock clock, TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private (long Clock, long Arrived)? heard;
    private long heldStamp;

    /// <summary>Operations of the peer wait, because they are stamped ahead.</summary>
    public bool IsHolding => Volatile.Read(ref heldStamp) != 0;

    /// <summary>For the heartbeat that goes to the peer.</summary>
    public (long Clock, long EchoClock, long EchoAge) Echo()
    {
        lock (gate)
            return (clock.Now, heard?.Clock ?? 0, heard is { } last ? (long)timeProvider.GetElapsedTime(last.Arrived).TotalMilliseconds : 0);
    }

    /// <summary>A heartbeat has come.</summary>
    public ClockOffset? Hear(V1.Heartbeat heartbeat)
    {
        lock (gate)
            heard = (heartbeat.Clock, timeProvider.GetTimestamp());
        ClockOffset? offset = ClockOffset.Measure(heartbeat.EchoClock, heartbeat.EchoAgeMilliseconds, heartbeat.Clock, clock.Now);
        if (offset is { } measured && measured.Uncertainty <= ClockOffset.Notable)
            clock.Compare(measured.Ahead);
        return offset;
    }

    public void Hold(long stamp) => Volatile.Write(ref heldStamp, stamp);

    /// <summary>The time of what waits is near enough, or not yet.</summary>
    public bool TryRelease(ReplicaRules rules)
    {
        long stamp = Volatile.Read(ref heldStamp);
        return stamp != 0 && stamp <= ClockRule.Latest(clock.Now, 0, rules) && Interlocked.CompareExchange(ref heldStamp, 0, stamp) == stamp;
    }
}
