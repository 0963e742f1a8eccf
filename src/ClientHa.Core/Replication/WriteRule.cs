namespace ClientHa.Core.Replication;

/// <summary>Whether a write is taken, from what is here and the time. An operation id that is known never gets here.</summary>
internal static class WriteRule
{
    /// <param name="lead">As <see cref="ClockLead"/> has it.</param>
    /// <param name="horizon">The greatest stamp of an operation whose answer is no longer known.</param>
    public static WriteOutcome Judge(
        WriteRequest request, StoredDocument? current, long nowMilliseconds, ReplicaRules rules, long lead = 0, ulong horizon = 0)
    {
        if (IsBeyond(horizon, request, rules))
            return TooOld(request);
        if (request.Stamp != 0)
        {
            long stamped = Stamp.Milliseconds(request.Stamp);
            if (stamped > ClockRule.Latest(nowMilliseconds, lead, rules))
                return request.IsFirst ? WriteOutcome.Restamp : WriteOutcome.Ahead;
            if (stamped < nowMilliseconds - (long)rules.OperationLifetime.TotalMilliseconds)
                return TooOld(request);
        }
        else if (JudgeId(request, nowMilliseconds, rules) is { } refusal)
        {
            return refusal;
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

    /// <summary>An addition to a counter that stands at a total. Nothing is there that it could lose to.</summary>
    public static WriteOutcome JudgeAddition(WriteRequest request, long total, bool hasRoom, long nowMilliseconds, ReplicaRules rules, long lead, ulong horizon)
    {
        WriteOutcome outcome = Judge(request, current: null, nowMilliseconds, rules, lead, horizon);
        if (outcome != WriteOutcome.Accepted)
            return outcome;
        Int128 sum = (Int128)total + CounterNumber.Read(request.Value);
        return sum > long.MaxValue || sum < long.MinValue ? WriteOutcome.Overflow : hasRoom ? WriteOutcome.Accepted : WriteOutcome.Full;
    }

    /// <summary>When the client began, as a stamp: by its clock, or by the time in its operation id; null where neither says.</summary>
    public static ulong? TimeOf(WriteRequest request) =>
        request.Stamp != 0 ? request.Stamp : request.Id.Milliseconds is { } made ? Stamp.At(made) : null;

    /// <summary>
    /// It may have been executed, and forgotten since: also a first try, which may have lain in a cut connection while the client went
    /// on elsewhere. Who waits for the answer to one stamps again; who cannot has to take another id.
    /// </summary>
    private static WriteOutcome TooOld(WriteRequest request) => request is { IsFirst: true, Stamp: not 0 } ? WriteOutcome.Restamp : WriteOutcome.Expired;

    /// <summary>An id's time is that of another clock than the horizon's.</summary>
    private static bool IsBeyond(ulong horizon, WriteRequest request, ReplicaRules rules) =>
        TimeOf(request) <= horizon + (request.Stamp == 0 ? Stamp.At((long)rules.MaxClockSkew.TotalMilliseconds) : 0);

    /// <summary>Without a stamp the time of the id stands for it.</summary>
    private static WriteOutcome? JudgeId(WriteRequest request, long now, ReplicaRules rules)
    {
        if (request.Id.Milliseconds is not { } made)
            return null;
        if (made < now - (long)rules.OperationLifetime.TotalMilliseconds)
            return TooOld(request);
        // Or it would not be known for an old one when the answer to it is forgotten.
        return made > now + (long)rules.MaxClockSkew.TotalMilliseconds ? WriteOutcome.Ahead : null;
    }
}
