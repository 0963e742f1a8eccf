namespace ClientHa.Core.Replication;

/// <summary>Whether a write is taken, from what is here and the time. An operation id that is known never gets here.</summary>
internal static class WriteRule
{
    /// <param name="clock">This replica's own, which never goes back.</param>
    public static WriteOutcome Judge(WriteRequest request, StoredDocument? current, long nowMilliseconds, ReplicaRules rules, ulong clock = 0)
    {
        if (request.Stamp != 0)
        {
            long stamped = Stamp.Milliseconds(request.Stamp);
            if (stamped > Latest(nowMilliseconds, Stamp.Milliseconds(clock), (long)rules.MaxClockSkew.TotalMilliseconds))
                return request.IsFirst ? WriteOutcome.Restamp : WriteOutcome.Ahead;
            if (stamped < nowMilliseconds - (long)rules.OperationLifetime.TotalMilliseconds)
                return request.IsFirst ? WriteOutcome.Restamp : WriteOutcome.Expired;
        }
        if (request.Condition is { } condition && !condition.Holds(current))
            return WriteOutcome.Conflict;

        bool loses = request.Stamp != 0 && current is not null && new WriteVersion(request.Stamp, request.Id) < current.Version;
        return (loses, request) switch
        {
            (false, _) => WriteOutcome.Accepted,
            (_, { IsFirst: true }) => WriteOutcome.Restamp,
            // Its condition holds, and yet it would lose to what it compared with: success would be a lie.
            (_, { Condition: not null }) => WriteOutcome.Conflict,
            // It lost to a concurrent write, which is the end of it, and not the client's fault.
            _ => WriteOutcome.Accepted,
        };
    }

    /// <summary>
    /// The greatest stamp that is taken, in milliseconds. Once a wall clock was wrong and was set back, here or at another site, what
    /// is here is ahead of the time, and who has read it stamps above it: such writes are taken, or nobody could write until the time
    /// has come. Else the replica's clock doesn't count, so that clients can't push it on and on.
    /// </summary>
    private static long Latest(long now, long clock, long skew) => skew + (clock > now + skew ? clock : now);
}
