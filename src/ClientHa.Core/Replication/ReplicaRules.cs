namespace ClientHa.Core.Replication;

/// <summary>The limits that a replica keeps. Every site of a cluster has the same.</summary>
internal sealed record ReplicaRules
{
    public static readonly ReplicaRules Default = new();

    /// <summary>How long a retry may come after its first try. An older one is refused, because its answer is no longer known.</summary>
    public TimeSpan OperationLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far a stamp may be ahead of this site's clock.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many answers are kept, whatever their age: some 20 MB.</summary>
    public int MaxResults { get; init; } = 262_144;

    /// <summary>How many additions to counters are known by their ids, until all sites have them and no retry can come: some 150 MB.</summary>
    public int MaxAdditions { get; init; } = 1_000_000;

    /// <summary>
    /// How many replicas may have written, this one among them: more lives than sites ever have. A vector of more is read by no site.
    /// </summary>
    public int MaxReplicas { get; init; } = 4_096;

    /// <summary>How long a write that lost to a concurrent one can be looked up.</summary>
    public TimeSpan ConflictLifetime { get; init; } = TimeSpan.FromDays(30);

    public int MaxConflicts { get; init; } = 10_000;

    /// <summary>Of keys and values, in memory.</summary>
    public long MaxConflictBytes { get; init; } = 32 << 20;
}
