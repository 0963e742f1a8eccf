namespace ClientHa.Samples.TwoSites;

/// <summary>What a run came to.</summary>
internal sealed record Result
{
    public required int Calls { get; init; }

    public required int FailedCalls { get; init; }

    public required bool IsStuck { get; init; }

    public required double SlowestCallMs { get; init; }

    public required double? FailoverMs { get; init; }

    public required double[] LagMs { get; init; }

    public required long Documents { get; init; }

    public required bool SitesEqual { get; init; }

    public required int LostWrites { get; init; }

    public required int UnreplicatedAtHarm { get; init; }

    public required int WatchGaps { get; init; }

    public required int WatchDuplicates { get; init; }

    public required IEnumerable<(string Message, int Count)> Errors { get; init; }

    public string ExitReason =>
        IsStuck ? "a call hangs"
        : FailedCalls > 0 ? "a replayable call failed"
        : !SitesEqual ? "the sites differ in the end"
        : LostWrites > 0 ? "an acknowledged write is lost"
        : WatchGaps > 0 ? "a watch has missed a change"
        : WatchDuplicates > 0 ? "a watch has shown a change twice"
        : FailoverMs is null ? "the first client got no answer after the fault"
        : LagMs.Length == 0 ? "no write was seen at the other site"
        : "ok";
}
