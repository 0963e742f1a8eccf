namespace ClientHa.Testing.Network;

/// <summary>What is wrong with one direction of a bridge.</summary>
internal sealed record FlowFaults
{
    public static FlowFaults Nothing { get; } = new();

    /// <summary>Packets vanish. What TCP would send again is held, and goes on when the fault is over.</summary>
    public bool Blackhole { get; init; }

    /// <summary>How long bytes are under way. They keep their order, and many can be under way at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What each connection carries at most; null is no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>
    /// Each connection is reset when so many bytes have passed since its begin, or since the fault's if that came later; the
    /// receiver gets no byte more, and may lose some of the last.
    /// </summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>All of them at once, in whatever order: delays add up, and the tighter limit holds.</summary>
    public static FlowFaults Combine(IEnumerable<FlowFaults> faults) =>
        faults.Aggregate(Nothing, static (one, other) => new FlowFaults
        {
            Blackhole = one.Blackhole || other.Blackhole,
            Delay = one.Delay + other.Delay,
            BytesPerSecond = Tighter(one.BytesPerSecond, other.BytesPerSecond),
            CutAfterBytes = Tighter(one.CutAfterBytes, other.CutAfterBytes),
        });

    private static long? Tighter(long? one, long? other) =>
        one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
