namespace ClientHa.Core.Replication;

/// <summary>The whole state: as it is given away, taken over, and forgotten in part.</summary>
internal sealed partial class Replica
{
    private ReplicaState Captured() => new(Vector, documents.ToArray(), results.ToArray(), Digest, Records)
    {
        Counters = counters.ToArray(),
        Additions = counters.Known(),
        Conflicts = conflicts.ToArray(),
        Members = [.. members.ToArray(), new(Id, members.IsRetired(Id), Vector)],
        Collected = Collected,
        ResultsHorizon = results.Horizon,
        AdditionsHorizon = counters.Horizon,
    };

    /// <summary>
    /// A number under which the other site knows another operation than this one, by its chain or by an answer that both still know. Chains
    /// tell nothing of a replica of which the one has more than the other, and a whole state has no operations that would show it.
    /// </summary>
    private VectorEntry? Fork(ReplicaInput.State state)
    {
        if (Vector.IsEmpty)
            return null;
        if (Vector.Contradiction(state.Vector) is { } entry)
            return entry;
        Dictionary<(ReplicaId Replica, ulong Sequence), OperationId> known = [];
        foreach (OperationResult result in results.ToArray())
            known.TryAdd((result.Replica, result.Sequence), result.Version.OperationId);
        foreach (Addition addition in counters.Known())
            known.TryAdd((addition.Replica, addition.Sequence), addition.Version.OperationId);
        foreach (LogRecord.StatePart part in state.Parts)
        {
            foreach ((ReplicaId replica, ulong sequence, OperationId id) in part.Results.Select(each => (each.Replica, each.Sequence, each.Version.OperationId))
                .Concat(part.Additions.Select(each => (each.Replica, each.Sequence, each.Version.OperationId))))
            {
                if (known.TryGetValue((replica, sequence), out OperationId here) && here != id)
                    return new(replica, sequence, 0);
            }
        }
        return null;
    }

    /// <summary>Merges what the parts hold: another site's state up to the vector, or this one's own where nothing is here.</summary>
    private void TakeState(VersionVector vector)
    {
        // Who accepted a document tells whether the other site knew of the one that it meets.
        foreach (OperationResult result in parts.SelectMany(part => part.Results))
            results.Add(result);
        foreach (StoredDocument document in parts.SelectMany(part => part.Documents))
            Take(document, vector);
        counters.Take(parts.SelectMany(part => part.Counters), parts.SelectMany(part => part.Additions), vector);
        foreach (StoredConflict conflict in parts.SelectMany(part => part.Conflicts))
            conflicts.Add(conflict);
        foreach (StoredMember member in parts.SelectMany(part => part.Members))
            members.Take(member, vector);
        foreach (LogRecord.StatePart part in parts)
        {
            OldestProtocol = Math.Max(OldestProtocol, Protocol.OldestFor(part));
            Collected = Collected.Merge(part.Collected);
            results.RaiseHorizon(part.ResultsHorizon);
            counters.RaiseHorizon(part.AdditionsHorizon);
            clock = clock.Merge(Math.Max(part.ResultsHorizon, part.AdditionsHorizon));
            foreach (Addition addition in part.Additions)
                clock = clock.Merge(addition.Version.Stamp);
        }
    }

    private void Take(StoredDocument document, VersionVector vector)
    {
        clock = clock.Merge(document.Version.Stamp);
        bool isTaken = documents.Merge(document, out StoredDocument? previous);
        if (isTaken && document.IsDeleted)
            tombstones.Add(document, vector);
        if (previous is null)
            return;
        (StoredDocument lost, StoredDocument won, VersionVector wonKnew) = isTaken ? (previous, document, vector) : (document, previous, Vector);
        if (results.Find(lost.Version.OperationId) is { } accepted && !wonKnew.Covers(accepted.Replica, accepted.Sequence))
            Lost(lost, won);
    }

    /// <summary>Drops what nobody can ask for any more.</summary>
    private void Forget(long now)
    {
        long moment = now - (long)(rules.OperationLifetime + (2 * rules.MaxClockSkew)).TotalMilliseconds;
        results.Expire(moment);
        SettleAlone(now);
        Collected = counters.Forget(moment, IsStable, Collected);
        conflicts.Expire(now - (long)rules.ConflictLifetime.TotalMilliseconds);
    }

    /// <summary>Where there are others, their heartbeats settle it; alone, nobody says anything from which it would follow.</summary>
    private void SettleAlone(long now)
    {
        if (!members.HasPeers)
            members.Settle(Vector, now);
    }
}
