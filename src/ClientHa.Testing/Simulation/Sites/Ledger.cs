using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>What became durable, what clients were told, and what disks took with them: the truth, which no crash changes.</summary>
internal sealed class Ledger(World world)
{
    private readonly Shadow[] shadows = [.. Enumerable.Range(0, world.Options.Sites).Select(_ => new Shadow())];
    private readonly Dictionary<(ReplicaId Replica, ulong Sequence), List<Operation>> issued = [];
    private readonly List<Operation> all = [];
    private readonly List<(string Key, OperationResult Result)> accepted = [];
    private readonly Dictionary<(ReplicaId Replica, ulong Chain), string> lost = [];
    private readonly Dictionary<ReplicaId, ulong> rolledBack = [];
    private readonly HashSet<ulong> forked = [];
    private readonly HashSet<ReplicaId> retired = [];
    private readonly HashSet<ReplicaId> returned = [];

    /// <summary>Every operation that ever was durable at its own site.</summary>
    public IReadOnlyList<Operation> Operations => all;

    /// <summary>Every write that a client was told is done.</summary>
    public IReadOnlyList<(string Key, OperationResult Result)> Accepted => accepted;

    /// <summary>The acknowledged writes that no site has in the end, each with the reason.</summary>
    public List<string> LostWrites { get; } = [];

    /// <summary>Some disk was lost, rolled back or cleared.</summary>
    public bool HasLostDisk { get; private set; }

    /// <summary>Some disk was rolled back.</summary>
    public bool HasRollback => rolledBack.Count > 0;

    public Shadow ShadowOf(SimSite site) => shadows[site.Number];

    public void TakeDurable(SimSite site, LogRecord record)
    {
        if (record is LogRecord.StateEnd { Vector.IsEmpty: false } end && (Contradict(ShadowOf(site).Vector, end.Vector) || shadows.Any(shadow => shadow.HoldsTwoHistories)))
            ShadowOf(site).HoldsTwoHistories = true;
        ShadowOf(site).Take(record);
        if (record is not LogRecord.Applied { Operation: { } operation })
            return;
        List<Operation> issues = IssuesOf(operation.Replica, operation.Sequence);

        // A new life may find on its disk what the one before it wrote last, and didn't live to hear that it was durable.
        bool isOwn = operation.Replica == site.Process!.Replica.Id
            || (operation.Replica == site.Process.Membership.Returning?.Replica && issues.TrueForAll(issue => issue.Chain != operation.Chain));
        if (!isOwn)
            return;
        if (IsTainted(operation.Replica, operation.Sequence))
            forked.Add(operation.Chain);
        if (operation.Kind == OperationKind.Retire && ReplicaId.TryParse(operation.Key, out ReplicaId over))
            retired.Add(over);
        issues.Add(operation);
        all.Add(operation);
    }

    public void TakeReply(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        if (reply is ReplicaReply.Written { Outcome: WriteOutcome.Accepted, Result: { } result })
            accepted.Add((request!.Key, result));
    }

    /// <summary>All that were given this number: more than one only after a disk was rolled back.</summary>
    public List<Operation> IssuesOf(ReplicaId replica, ulong sequence)
    {
        if (!issued.TryGetValue((replica, sequence), out List<Operation>? issues))
            issued.Add((replica, sequence), issues = []);
        return issues;
    }

    /// <summary>The number was given before the disk that knew of it was rolled back.</summary>
    public bool IsTainted(ReplicaId replica, ulong sequence) => rolledBack.TryGetValue(replica, out ulong kept) && sequence > kept;

    public bool IsTainted(ReplicaId replica) => rolledBack.ContainsKey(replica);

    /// <summary>Why an operation may be nowhere; null: it may not.</summary>
    public string? ReasonOfLoss(Operation operation) => lost.GetValueOrDefault((operation.Replica, operation.Chain));

    /// <summary>A site's disk begins anew: what no other disk holds went with it.</summary>
    public void DiskLost(SimSite site, string reason)
    {
        Lose(site, VersionVector.Empty, reason);
        shadows[site.Number] = new();
    }

    /// <summary>A site's disk holds what it held some time ago.</summary>
    public void DiskRolledBack(SimSite site, Shadow image, ReplicaId replica)
    {
        Lose(site, image.Vector, $"the disk of {site} was rolled back");
        rolledBack[replica] = Math.Min(image.Vector[replica], rolledBack.GetValueOrDefault(replica, ulong.MaxValue));
        shadows[site.Number] = image;
    }

    /// <summary>The site removed a state that it had taken over in part.</summary>
    public void DiskCleared(SimSite site)
    {
        HasLostDisk |= !ShadowOf(site).Vector.IsEmpty;
        shadows[site.Number] = new();
    }

    /// <summary>The site's disk is a rolled-back one, or has taken operations from one whose numbers were given twice.</summary>
    public bool IsForked(SimSite site)
    {
        if (site.Disk.Image.Meta is { } meta && IsTainted(meta.Replica))
            return true;
        foreach (VectorEntry entry in ShadowOf(site).Vector.Entries)
        {
            if (forked.Contains(entry.Chain))
                return true;
        }
        return false;
    }

    /// <summary>
    /// The site's disk is of no use any more: it contradicts others, the cluster has given up the life that it holds, or it was rolled back and
    /// cannot come back by itself.
    /// </summary>
    public bool IsToBeWiped(SimSite site) => IsForked(site) || site.Disk.Image.Meta is { Returning: not null } || (site.Disk.Image.Meta is { } meta && IsRetired(meta.Replica));

    /// <summary>Some site has written down that it will never come back, whether that site runs now or not.</summary>
    public bool IsRetired(ReplicaId replica) => retired.Contains(replica);

    /// <summary>A life that began with what a rolled-back disk held has taken back what that had lost.</summary>
    public void Returned(ReplicaId replica) => returned.Add(replica);

    public bool HasReturned(ReplicaId replica) => returned.Contains(replica);

    /// <summary>The operations behind a vector, by the running hashes in it.</summary>
    public IEnumerable<Operation> HistoryOf(VersionVector vector)
    {
        foreach (VectorEntry entry in vector.Entries.ToArray())
        {
            ulong chain = entry.Chain;
            for (ulong sequence = entry.Sequence; sequence > 0; sequence--)
            {
                Operation? operation = IssuesOf(entry.Replica, sequence).Find(each => each.Chain == chain);
                SimulationViolation.Unless(operation is not null, "what is known was written", $"nobody wrote operation {sequence} of replica {entry.Replica} as it is known");
                yield return operation;
                chain = operation.PreviousChain;
            }
        }
    }

    /// <summary>What the counters stand at behind a vector: each operation id counts once, however many sites have accepted it.</summary>
    public StoredCounter[] CountersOf(VersionVector vector)
    {
        SortedDictionary<string, long> totals = new(StringComparer.Ordinal);
        foreach (Operation operation in HistoryOf(vector).Where(each => each.Kind == OperationKind.Add).DistinctBy(each => each.Version.OperationId))
            totals[operation.Key] = totals.GetValueOrDefault(operation.Key) + CounterNumber.Read(operation.Value);
        return [.. totals.Where(total => total.Value != 0).Select(total => new StoredCounter(total.Key, total.Value))];
    }

    private void Lose(SimSite site, VersionVector kept, string reason)
    {
        HasLostDisk = true;
        VersionVector had = ShadowOf(site).Vector;
        foreach (Operation operation in all)
        {
            if (had.Covers(operation.Replica, operation.Sequence) && !kept.Covers(operation.Replica, operation.Sequence)
                && !world.Sites.Any(other => other != site && Holds(other, operation)) && lost.TryAdd((operation.Replica, operation.Chain), reason))
            {
                world.Timeline.Say(site.Name, $"lost operation {operation.Sequence} of replica {operation.Replica}: {reason}");
            }
        }
    }

    /// <summary>Some number stands for one operation in the one vector and for another one in the other.</summary>
    private bool Contradict(VersionVector one, VersionVector other)
    {
        foreach (VectorEntry entry in one.Entries.ToArray())
        {
            if (forked.Count == 0 || other.EntryOf(entry.Replica) is not { } theirs)
                continue;
            (VectorEntry shorter, VectorEntry longer) = entry.Sequence < theirs.Sequence ? (entry, theirs) : (theirs, entry);
            ulong chain = longer.Chain;
            for (ulong sequence = longer.Sequence; sequence > shorter.Sequence; sequence--)
                chain = IssuesOf(longer.Replica, sequence).Find(each => each.Chain == chain)!.PreviousChain;
            if (chain != shorter.Chain)
                return true;
        }
        return false;
    }

    /// <summary>A site that is joining removes what it has when it is started again.</summary>
    private bool Holds(SimSite site, Operation operation) =>
        site.Disk.Image.Meta is { Cluster: not null, IsJoining: false } && ShadowOf(site).Vector.Covers(operation.Replica, operation.Sequence);
}
