using System.Globalization;

namespace ClientHa.Core.Replication;

/// <summary>What becomes of a stamp that is ahead of this site's clock.</summary>
internal static class ClockRule
{
    /// <summary>
    /// The operation of another site is not taken yet: that site's clock is wrong, or this one's; or it has taken a client's stamp that was as
    /// far ahead as is allowed there, and then the time comes soon.
    /// </summary>
    public static bool IsAhead(ulong stamp, long now, long lead, ReplicaRules rules) =>
        Stamp.Milliseconds(stamp) > Latest(now, lead, rules);

    /// <summary>
    /// The greatest stamp that is taken, in milliseconds, from clients and from sites. Once a wall clock was wrong and was set back, here or at
    /// another site, what is here is ahead of the time, and who has read it stamps above it: such writes are taken, or nobody could write
    /// until the time has come.
    /// </summary>
    /// <param name="lead">As <see cref="ClockLead"/> has it.</param>
    public static long Latest(long now, long lead, ReplicaRules rules) => now + lead + (long)rules.MaxClockSkew.TotalMilliseconds;

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
