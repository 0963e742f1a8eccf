namespace KillASite;

/// <summary>What a run came to.</summary>
internal sealed record Result(
    Tally Tally, int Calls, int FailedIdempotent, int FailedOther, int ExecutedTwice, bool IsStuck, double SlowestCallMs, double? FailoverMs,
    Shares Before, Shares After)
{
    public string ExitReason =>
        IsStuck ? "a call hangs"
        : FailedIdempotent > 0 ? "an idempotent call failed"
        : ExecutedTwice > 0 ? "a call was executed twice"
        : FailoverMs is null ? "the first client got no answer after the fault"
        : "ok";

    public static Result Of(Tally tally, string[] executedTwice, bool isStuck, Shares before, Shares after) => new(
        tally, tally.Calls, tally.FailedIdempotent, tally.FailedOther, executedTwice.Length, isStuck,
        tally.Slowest.TotalMilliseconds, tally.Failover?.TotalMilliseconds, before, after);
}
