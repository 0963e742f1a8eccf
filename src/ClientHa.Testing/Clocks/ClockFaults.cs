namespace ClientHa.Testing.Clocks;

/// <summary>All that is wrong with a site's time of day.</summary>
internal sealed record ClockFaults
{
    public static ClockFaults Nothing { get; } = new();

    /// <summary>How far it is ahead; behind if negative. Set while the site runs, it is a jump.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>It shows the same time again and again, from when the fault began.</summary>
    public bool StandsStill { get; init; }

    /// <summary>All of them at once, in whatever order: skews add up.</summary>
    public static ClockFaults Combine(IEnumerable<ClockFaults> faults) =>
        faults.Aggregate(Nothing, static (one, other) => new ClockFaults
        {
            Skew = one.Skew + other.Skew,
            StandsStill = one.StandsStill || other.StandsStill,
        });
}
