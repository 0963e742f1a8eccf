namespace ClientHa.Core.Replication;

/// <summary>
/// The replicas of the cluster: who has joined, who has written, who will never come back. It follows from the log alone, so that all
/// sites come to the same; what each of them has is heard from itself.
/// </summary>
internal sealed class Members(ReplicaId self)
{
    private readonly SortedDictionary<ReplicaId, Member> members = [];

    private bool isSelfRetired;

    public Roster Roster { get; private set; } = new([self], []);

    /// <summary>There is somebody to hear.</summary>
    public bool HasPeers { get; private set; }

    /// <summary>As of the last <see cref="Settle"/>.</summary>
    public Stability Stability { get; private set; } = Stability.None;

    /// <summary>All but this replica.</summary>
    public IEnumerable<Member> Others => members.Values;

    public bool IsRetired(ReplicaId replica) => replica == self ? isSelfRetired : members.TryGetValue(replica, out Member? member) && member.IsRetired;

    public bool Knows(ReplicaId replica) => replica == self || members.ContainsKey(replica);

    public Member? Find(ReplicaId replica) => members.GetValueOrDefault(replica);

    /// <summary>It takes part: it was let in, or has written.</summary>
    public void Add(ReplicaId replica)
    {
        if (Knows(replica))
            return;
        members.Add(replica, new(replica));
        Changed();
    }

    /// <summary>Takes an operation that says what becomes of a replica.</summary>
    public void Apply(Operation operation)
    {
        if (!ReplicaId.TryParse(operation.Key, out ReplicaId replica))
            return;
        Add(replica);
        if (operation.Kind == OperationKind.Retire)
            Retire(replica, VersionVector.Empty.With(operation.Replica, operation.Sequence));
    }

    /// <summary>Takes what another site knows, or this one did before a restart.</summary>
    /// <param name="state">What the state covers that it is a part of.</param>
    public void Take(StoredMember stored, VersionVector state)
    {
        Add(stored.Replica);
        Find(stored.Replica)?.Remember(stored.Has);
        if (stored.IsRetired)
            Retire(stored.Replica, state);
    }

    public void Hear(ReplicaId replica, VersionVector has, long asOf, VersionVector here) => Find(replica)?.Hear(has, asOf, here);

    /// <summary>Works out anew what all have.</summary>
    public void Settle(VersionVector here, long now)
    {
        foreach (Member member in members.Values)
            member.Advance(here);
        Member[] leaving = [.. members.Values.Where(member => member is { IsRetired: true, IsClosed: false })];
        if (leaving.Length > 0)
        {
            VersionVector word = leaving.Aggregate(VersionVector.Empty, (all, member) => all.Merge(member.RetiredAt!));
            // All of them at once: one that leaves may still be heard by somebody, and pass on what another one wrote.
            bool isKnownToAll = members.Values.All(member => member.IsRetired || member.Confirmed?.Vector.Covers(word) == true);
            foreach (Member member in leaving)
                member.IsClosed = isKnownToAll;
        }
        Stability = Stability.Of(members.Values, here, now);
    }

    /// <summary>
    /// The earlier lives of a site's number that take part, when a new life wants to. All that such a one is known to have written must be
    /// here: else the site may be alive, or its disk may hold what nobody else has.
    /// </summary>
    /// <param name="here">What is here.</param>
    public PriorLives LivesBefore(ReplicaId joining, VersionVector here)
    {
        Member[] before = [.. members.Values.Where(member => member.Replica.Site == joining.Site && member.Replica != joining && !member.IsRetired)];
        return new(
            [.. before.Select(member => member.Replica)],
            before.FirstOrDefault(member => !here.Covers(member.Replica, member.Has[member.Replica])) is { } lacking
                ? new(lacking.Replica, lacking.Has[lacking.Replica], 0)
                : null);
    }

    public StoredMember[] ToArray() => [.. members.Values.Select(member => new StoredMember(member.Replica, member.IsRetired, member.Has))];

    /// <param name="at">What covers the operation that says so.</param>
    private void Retire(ReplicaId replica, VersionVector at)
    {
        isSelfRetired |= replica == self;
        Find(replica)?.Retire(at);
        Changed();
    }

    private void Changed()
    {
        HasPeers = members.Values.Any(member => !member.IsRetired);
        IEnumerable<ReplicaId> retired = members.Values.Where(member => member.IsRetired).Select(member => member.Replica);
        Roster = new([self, .. members.Keys], [.. retired, .. isSelfRetired ? [self] : Array.Empty<ReplicaId>()]);
    }
}
