namespace ClientHa.Core.Failover;

/// <summary>What was last found of this machine itself.</summary>
/// <param name="UnreachableAt">It had no way to a site.</param>
/// <param name="ChangedAt">It woke up, or its network changed.</param>
internal sealed record Surroundings(Instant UnreachableAt, Instant ChangedAt)
{
    /// <summary>Before the shell's clock began.</summary>
    private static readonly Instant LongAgo = new(-TimeSpan.TicksPerHour);

    public static readonly Surroundings Unremarkable = new(LongAgo, LongAgo);
}
