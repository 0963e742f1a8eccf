namespace ClientHa.Core.Replication;

/// <summary>What other sites say: their operations, their states and their heartbeats.</summary>
internal sealed partial class Replica
{
    private void Merge(ReplicaInput.Push push, long now, List<ReplicaEffect> effects)
    {
        if (Refuses(push.From, push.Link, effects))
            return;
        foreach (Operation operation in push.Operations)
        {
            VectorEntry? last = Vector.EntryOf(operation.Replica);
            if (last?.Sequence >= operation.Sequence)
                continue;
            if (operation.Replica == Id)
            {
                effects.Add(new ReplicaEffect.Diverged(push.Link, $"it has operation {operation.Sequence} of this replica, which ends with {last?.Sequence ?? 0}"));
                break;
            }
            if (!Follows(operation))
            {
                effects.Add((last?.Sequence ?? 0) + 1 < operation.Sequence
                    ? new ReplicaEffect.Resubscribe(push.Link, Vector)
                    : new ReplicaEffect.Diverged(push.Link, $"operation {operation.Sequence} of replica {operation.Replica} follows a history that is not the one known here"));
                break;
            }
            if (last is null && HasTooMany(Vector.Merge(VersionVector.Empty.With(operation.Replica, operation.Sequence))))
            {
                effects.Add(TooManyReplicas(push.Link));
                break;
            }
            if (ClockRule.IsAhead(operation.Version.Stamp, now, lead.Milliseconds, rules))
            {
                effects.Add(new ReplicaEffect.Ahead(push.Link, Stamp.Milliseconds(operation.Version.Stamp)));
                break;
            }
            Append(new LogRecord.Applied(operation, ChangesNothing(operation)), effects);
        }
        effects.Add(new ReplicaEffect.Acknowledge(push.Link, Vector));
    }

    private void Merge(ReplicaInput.State state, long now, List<ReplicaEffect> effects)
    {
        ulong newest = state.Parts.Aggregate(0UL, (most, part) => Math.Max(most, part.Newest));
        bool isBelieved = state.AcceptsClock && Vector.IsEmpty;
        if (!isBelieved && ClockRule.IsAhead(newest, now, lead.Milliseconds, rules))
        {
            effects.Add(new ReplicaEffect.Ahead(state.Link, Stamp.Milliseconds(newest)));
            return;
        }
        if (Fork(state) is { } fork)
        {
            effects.Add(new ReplicaEffect.Diverged(state.Link, Handshake.FaultOfFork(fork)));
            return;
        }
        if (HasTooMany(Vector.Merge(state.Vector)))
        {
            effects.Add(TooManyReplicas(state.Link));
            return;
        }
        // The end of nothing first: it parts these from the parts of a state that a crash cut short on its way to the disk.
        Append(new LogRecord.StateEnd(VersionVector.Empty), effects);
        foreach (LogRecord.StatePart part in state.Parts)
            Append(part, effects);
        Append(new LogRecord.StateEnd(state.Vector), effects);
        if (isBelieved)
            lead.Begin(now, clock.Last);
        effects.Add(new ReplicaEffect.Acknowledge(state.Link, Vector));
    }

    /// <summary>No site would read this one's vector any more, and all its links would end for good.</summary>
    private bool HasTooMany(VersionVector vector) => vector.Entries.Length + (vector.EntryOf(Id) is null ? 1 : 0) > rules.MaxReplicas;

    private ReplicaEffect.Refuse TooManyReplicas(object link) =>
        new(link, $"the peer has operations of more replicas than the {rules.MaxReplicas} that a cluster may have had: it makes them up");

    private void Compare(ReplicaInput.Heartbeat heartbeat, List<ReplicaEffect> effects)
    {
        if (heartbeat.Vector.Equals(Vector) && heartbeat.Digest != Digest)
        {
            effects.Add(new ReplicaEffect.Diverged(
                heartbeat.Link, $"both sites have the operations {Vector}, and yet the digests of their states are {heartbeat.Digest:x16} there and {Digest:x16} here"));
        }
    }

    private void Hear(ReplicaInput.Heartbeat heartbeat, long now, List<ReplicaEffect> effects)
    {
        if (Refuses(heartbeat.From, heartbeat.Link, effects))
            return;
        Compare(heartbeat, effects);
        members.Hear(heartbeat.From, heartbeat.Vector, heartbeat.AsOf, Vector);
        members.Settle(Vector, now);
        // A member from before members were written down. Who has let it in may yet tell, where this site lacks something.
        if (!heartbeat.From.IsNone && !members.Knows(heartbeat.From) && !heartbeat.Vector.IsEmpty && Vector.Covers(heartbeat.Vector))
            Announce(OperationKind.Join, heartbeat.From, now, effects);
    }

    private bool Refuses(ReplicaId peer, object link, List<ReplicaEffect> effects)
    {
        if (!members.IsRetired(peer))
            return false;
        effects.Add(new ReplicaEffect.Refuse(link, Roster.ReasonOfRefusal(peer)));
        return true;
    }
}
