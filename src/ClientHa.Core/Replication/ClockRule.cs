using System.Globalization;

namespace ClientHa.Core.Replication;

/// <summary>What becomes of a stamp that is ahead of this site's clock.</summary>
internal static class ClockRule
{
    /// <summary>
    /// An operation of another site is not taken yet. That site may have taken a client's stamp that was as far ahead of its clock as
    /// is allowed, and its clock may be as far ahead of this one: only behind both is a clock wrong.
    /// </summary>
    public static bool IsAhead(ulong stamp, long now, ulong clock, ReplicaRules rules) =>
        Stamp.Milliseconds(stamp) > TakenFrom(now, clock, rules);

    /// <summary>The greatest stamp that is taken from another site, in milliseconds.</summary>
    public static long TakenFrom(long now, ulong clock, ReplicaRules rules)
    {
        long most = 2 * (long)rules.MaxClockSkew.TotalMilliseconds;
        // Once a clock was wrong and was set back, here is what is ahead of the time, and who has read it stamps above it.
        return most + (Stamp.Milliseconds(clock) > now + most ? Stamp.Milliseconds(clock) : now);
    }

    /// <summary>A site whose clock is behind what it has written would write stamps that only the counter tells apart, for as long.</summary>
    /// <returns>Null where the site can start.</returns>
    public static string? FaultAtStart(ulong clock, long now, ReplicaRules rules)
    {
        long written = Stamp.Milliseconds(clock), most = 2 * (long)rules.MaxClockSkew.TotalMilliseconds;
        return written <= now + most
            ? null
            : $"this machine's clock shows {Show(now)}, and the data was written up to {Show(written)}: set the clock right, wait until then, or start the site with --accept-clock if it was wrong before";
    }

    public static string Show(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 250_000_000_000_000)).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
