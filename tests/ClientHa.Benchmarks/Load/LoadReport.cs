namespace ClientHa.Benchmarks.Load;

/// <summary>What a contender's program writes at its end: each call as it was, so that one program takes the figures of all.</summary>
internal sealed class LoadReport
{
    public required IReadOnlyList<CallRecord> Calls { get; init; }

    /// <summary>How often clients have ejected a site; 0 where the contender knows no such thing.</summary>
    public long Ejections { get; init; }
}
