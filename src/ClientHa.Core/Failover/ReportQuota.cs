namespace ClientHa.Core.Failover;

/// <summary>
/// How many changes of one site are told in a row: a site that flaps must not fill the log. Some in each minute are told as they happen,
/// the others are counted, and what became of them is told once when the minute is over.
/// </summary>
/// <param name="Since">When the minute began.</param>
/// <param name="Told">How many were told in it.</param>
/// <param name="Untold">How many were not.</param>
internal readonly record struct ReportQuota(Instant Since, int Told, int Untold)
{
    /// <summary>Enough for a failure, its recovery and the way home twice over.</summary>
    public const int PerPeriod = 8;

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Before the first change.</summary>
    public static readonly ReportQuota None = new(new(-TimeSpan.TicksPerHour), 0, 0);

    /// <summary>A change happens: is it told, and what is left over from an earlier minute?</summary>
    public ReportQuota Changed(Instant now, out bool isTold, out int untold)
    {
        ReportQuota quota = Settled(now, out untold);
        isTold = quota.Told < PerPeriod;
        return isTold
            ? quota with { Since = quota.Told == 0 ? now : quota.Since, Told = quota.Told + 1 }
            : quota with { Untold = quota.Untold + 1 };
    }

    /// <summary>Time has passed: what is to be told of a minute that is over?</summary>
    public ReportQuota Settled(Instant now, out int untold)
    {
        bool isOver = now - Since >= Period;
        untold = isOver ? Untold : 0;
        return isOver ? None : this;
    }
}
