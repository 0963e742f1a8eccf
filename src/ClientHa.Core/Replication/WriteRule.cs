namespace ClientHa.Core.Replication;

/// <summary>Whether a write is taken, from what is here and the time. An operation id that is known never gets here.</summary>
internal static class WriteRule
{
    public static WriteOutcome Judge(WriteRequest request, StoredDocument? current, long nowMilliseconds, ReplicaRules rules)
    {
        if (request.Stamp != 0)
        {
            long stamped = Stamp.Milliseconds(request.Stamp);
            if (stamped > nowMilliseconds + (long)rules.MaxClockSkew.TotalMilliseconds)
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
}
