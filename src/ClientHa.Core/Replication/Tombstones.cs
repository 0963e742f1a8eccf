namespace ClientHa.Core.Replication;

/// <summary>
/// The deletes that are still remembered, the oldest stamp first. A delete is forgotten when nobody can bring back what it deleted: all
/// have it, all that anybody had accepted long enough after it is here, and a retry that is as old as it would be refused everywhere.
/// </summary>
internal sealed class Tombstones(ReplicaRules rules)
{
    private readonly PriorityQueue<Entry, WriteVersion> waiting = new();

    /// <summary>How long after its stamp an operation may still be accepted somewhere, by a clock that is wrong by as much as clocks may be.</summary>
    private long Age => (long)(rules.OperationLifetime + (2 * rules.MaxClockSkew)).TotalMilliseconds;

    /// <summary>One may be old enough.</summary>
    public bool IsDue(long now) => waiting.TryPeek(out Entry entry, out _) && Stamp.Milliseconds(entry.Version.Stamp) + Age < now;

    /// <summary>A delete that came as an operation.</summary>
    public void Add(Operation operation, DocumentTable documents)
    {
        waiting.Enqueue(new(operation.Key, operation.Version, new(operation.Replica, operation.Sequence, 0), null), operation.Version);
        Prune(documents);
    }

    /// <summary>A delete that came in a state, which covers so much.</summary>
    public void Add(StoredDocument document, VersionVector state) =>
        waiting.Enqueue(new(document.Key, document.Version, default, state), document.Version);

    /// <summary>Forgets a few, if any are old enough.</summary>
    /// <param name="collected">Grows by what was forgotten.</param>
    public VersionVector Collect(DocumentTable documents, Stability stability, long now, int most, VersionVector collected)
    {
        for (; most > 0 && waiting.TryPeek(out Entry entry, out _) && IsSettled(entry.Version.Stamp, stability, now); most--)
        {
            bool isCurrent = IsCurrent(entry, documents);
            if (isCurrent && !entry.IsCoveredBy(stability.Vector))
                break;
            waiting.Dequeue();
            if (!isCurrent)
                continue;
            documents.Remove(entry.Key);
            collected = entry.AddTo(collected);
        }
        return collected;
    }

    /// <summary>No operation with this stamp or an older one can come any more that isn't here.</summary>
    public bool IsSettled(ulong stamp, Stability stability, long now) => Stamp.Milliseconds(stamp) + Age < Math.Min(now, stability.Time);

    /// <summary>Where keys are deleted again and again and nothing can be forgotten, what is written over goes.</summary>
    private void Prune(DocumentTable documents)
    {
        const int slack = 1_024;
        if (waiting.Count < slack + (2 * (documents.Count - documents.LiveCount)))
            return;
        Entry[] all = [.. waiting.UnorderedItems.Select(item => item.Element)];
        waiting.Clear();
        waiting.EnqueueRange(all.Where(entry => IsCurrent(entry, documents)).Select(entry => (entry, entry.Version)));
    }

    private static bool IsCurrent(Entry entry, DocumentTable documents) =>
        documents.Find(entry.Key) is { IsDeleted: true } stored && stored.Version == entry.Version;

    private readonly record struct Entry(string Key, WriteVersion Version, VectorEntry Operation, VersionVector? State)
    {
        public bool IsCoveredBy(VersionVector vector) => State is null ? vector.Covers(Operation.Replica, Operation.Sequence) : vector.Covers(State);

        public VersionVector AddTo(VersionVector collected) => State is not null
            ? collected.Merge(State)
            : collected.Covers(Operation.Replica, Operation.Sequence) ? collected : collected.With(Operation.Replica, Operation.Sequence);
    }
}
