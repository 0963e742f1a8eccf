namespace ClientHa.Core.Failover;

/// <summary>What an operator decides about failover, and the constants that client.md fixes.</summary>
internal sealed record FailoverRules
{
    /// <summary>A site that was good for this long pays only a part of the reconnect delay for its first failure.</summary>
    public static readonly TimeSpan GoodPeriod = TimeSpan.FromMinutes(10);

    /// <summary>Most first failures are restarts: they count a sixth.</summary>
    public const int FirstFailureDivisor = 6;

    /// <summary>
    /// How long a client whose time to come home has come waits for an instant without a call in flight: this part of the
    /// reconnect delay. The draw leaves room for it, so that all are home after one delay.
    /// </summary>
    public const int IdleWaitDivisor = 6;

    /// <summary>How many probes in a row must succeed before a site gets calls again.</summary>
    public const int GoodProbes = 2;

    public const int BrokenAnswers = 5;

    public static readonly TimeSpan FirstSuspectDelay = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestSuspectDelay = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan FirstProbeDelay = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestProbeDelay = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan FirstPanicDelay = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan LongestPanicDelay = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What fails within this before or after a change of this machine's network, or a waking, is not blamed on a site; nor are sites
    /// that were all lost within it. Longer than a connect timeout: with one site in use, the second is found lost by then.
    /// </summary>
    public static readonly TimeSpan LocalPeriod = TimeSpan.FromSeconds(5);

    /// <summary>How often all sites are raced in panic while no call waits for one.</summary>
    public static readonly TimeSpan IdlePanicDelay = TimeSpan.FromSeconds(5);

    public SelectionPolicy Policy { get; init; } = SelectionPolicy.PickFirst;

    public Failback Failback { get; init; } = Failback.WhenIdle;

    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The order goes by connect times; see <see cref="NearestOrder"/>.</summary>
    public bool PrefersNearest { get; init; }

    /// <summary>
    /// The wait before a probe, after so many failures: 1, 2, 4, 8, 15, 15 … s, but never longer than the reconnect delay
    /// itself, or a site with a delay of 5 s would stay away for 15.
    /// </summary>
    public TimeSpan ProbeDelay(int failures)
    {
        TimeSpan longest = Clamp(ReconnectDelay, FirstProbeDelay, LongestProbeDelay);
        return Clamp(Doubled(FirstProbeDelay, failures), FirstProbeDelay, longest);
    }

    public static TimeSpan PanicDelay(int rounds) =>
        Clamp(Doubled(FirstPanicDelay, rounds), FirstPanicDelay, LongestPanicDelay);

    private static TimeSpan Doubled(TimeSpan first, int times) => first * (1 << Math.Min(times, 16));

    private static TimeSpan Clamp(TimeSpan value, TimeSpan low, TimeSpan high) =>
        value < low ? low : value > high ? high : value;
}
