namespace ClientHa.Core.Failover;

/// <summary>What was last found of this machine itself, and of where it stands.</summary>
/// <param name="UnreachableAt">It had no way to a site.</param>
/// <param name="ChangedAt">It woke up, or its network changed.</param>
internal sealed record Surroundings(Instant UnreachableAt, Instant ChangedAt)
{
    /// <summary>Before the shell's clock began.</summary>
    private static readonly Instant LongAgo = new(-TimeSpan.TicksPerHour);

    public static readonly Surroundings Unremarkable = new(LongAgo, LongAgo);

    /// <summary>The sites' connect times are being measured for the first time: calls wait for them, but not beyond this.</summary>
    public Instant OrderAwaitedUntil { get; init; } = LongAgo;

    /// <summary>The first choice that connect times made; null while none was made.</summary>
    public int? Nearest { get; init; }
}
