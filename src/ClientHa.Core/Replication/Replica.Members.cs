namespace ClientHa.Core.Replication;

/// <summary>Who takes part: replicas are let in and retired, and all sites are told.</summary>
internal sealed partial class Replica
{
    /// <returns>Why not; null where the peer takes part from now on.</returns>
    private string? Admit(ReplicaId peer, long now, List<ReplicaEffect> effects)
    {
        if (members.IsRetired(peer))
            return Roster.ReasonOfRefusal(peer);
        PriorLives before = members.LivesBefore(peer, Vector);
        if (before.Lacking is { } lacking)
            return $"site {peer.Site} was replica {lacking.Replica}, which has written {lacking.Sequence} operations, and only {Vector[lacking.Replica]} of them are here: if it is gone for good, with what it alone had, run clientha sites replace {peer.Site}";
        foreach (ReplicaId replica in before.Replicas)
            Announce(OperationKind.Retire, replica, now, effects);
        if (!members.Knows(peer))
            Announce(OperationKind.Join, peer, now, effects);
        return null;
    }

    private ReplicaReply.Retired Retire(ReplicaId[] replicas, long now, List<ReplicaEffect> effects)
    {
        foreach (ReplicaId replica in replicas)
        {
            if (members.Find(replica) is { IsRetired: false })
                Announce(OperationKind.Retire, replica, now, effects);
        }
        return new([.. replicas.Where(members.IsRetired)], Read(now));
    }

    /// <summary>Writes down for all sites what becomes of a replica.</summary>
    private void Announce(OperationKind kind, ReplicaId replica, long now, List<ReplicaEffect> effects)
    {
        clock = clock.Tick(now);
        VectorEntry last = Vector.EntryOf(Id) ?? new(Id, 0, 0);
        OperationId operation = OperationId.Create(now, Prng.Mix(Id.Value ^ last.Sequence), Prng.Mix(replica.Value ^ last.Chain));
        Append(
            new LogRecord.Applied(
                new Operation(Id, last.Sequence + 1, new(clock.Last, operation), 0, kind, replica.ToString(), default, default, last.Chain), Superseded: false),
            effects);
    }
}
