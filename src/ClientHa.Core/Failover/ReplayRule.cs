namespace ClientHa.Core.Failover;

/// <summary>Whether a call that is not committed yet may be sent again, to another site (gRFC A6).</summary>
internal static class ReplayRule
{
    public static bool MayMove(Execution execution, Replay replay, bool isIdempotent) => (execution, replay) switch
    {
        (Execution.Final, _) or (_, Replay.Never) => false,
        (Execution.Never, _) or (_, Replay.Always) => true,
        _ => isIdempotent,
    };
}
