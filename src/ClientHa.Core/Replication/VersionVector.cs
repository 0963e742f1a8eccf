namespace ClientHa.Core.Replication;

/// <summary>
/// For each replica, the last sequence of which everything up to it is here (Parker et al., 1983). A value: sorted by replica, and
/// small, because there are as many entries as there were lives of sites.
/// </summary>
internal sealed class VersionVector : IEquatable<VersionVector>
{
    public static readonly VersionVector Empty = new([]);

    private readonly VectorEntry[] entries;

    private VersionVector(VectorEntry[] entries) => this.entries = entries;

    public ReadOnlySpan<VectorEntry> Entries => entries;

    public bool IsEmpty => entries.Length == 0;

    /// <summary>The sequence of the replica; 0 where nothing of it is here.</summary>
    public ulong this[ReplicaId replica] => Find(replica) is >= 0 and int at ? entries[at].Sequence : 0;

    /// <summary>In any order; of a replica that is named twice the greater sequence counts.</summary>
    public static VersionVector Create(IEnumerable<VectorEntry> entries)
    {
        // Once through, however many there are: who sends them chooses how many, and in which order.
        List<VectorEntry> sorted = [];
        foreach (VectorEntry entry in entries.Where(entry => entry.Sequence > 0).OrderBy(entry => entry.Replica).ThenByDescending(entry => entry.Sequence))
        {
            if (sorted.Count == 0 || sorted[^1].Replica != entry.Replica)
                sorted.Add(entry);
        }
        return sorted.Count == 0 ? Empty : new([.. sorted]);
    }

    public VectorEntry? EntryOf(ReplicaId replica) => Find(replica) is >= 0 and int at ? entries[at] : null;

    public VersionVector With(ReplicaId replica, ulong sequence, ulong chain = 0)
    {
        int at = Find(replica);
        VectorEntry[] next;
        if (at >= 0)
        {
            next = [.. entries];
        }
        else
        {
            at = ~at;
            next = new VectorEntry[entries.Length + 1];
            Array.Copy(entries, next, at);
            Array.Copy(entries, at, next, at + 1, entries.Length - at);
        }
        next[at] = new(replica, sequence, chain);
        return new(next);
    }

    public VersionVector Merge(VersionVector other)
    {
        if (Covers(other))
            return this;
        List<VectorEntry> merged = new(entries.Length + other.entries.Length);
        int here = 0, there = 0;
        while (here < entries.Length && there < other.entries.Length)
        {
            (VectorEntry ours, VectorEntry theirs) = (entries[here], other.entries[there]);
            int order = ours.Replica.CompareTo(theirs.Replica);
            merged.Add(order < 0 || (order == 0 && ours.Sequence >= theirs.Sequence) ? ours : theirs);
            here += order <= 0 ? 1 : 0;
            there += order >= 0 ? 1 : 0;
        }
        merged.AddRange(entries.AsSpan(here));
        merged.AddRange(other.entries.AsSpan(there));
        return new([.. merged]);
    }

    /// <summary>What both cover; without chains, which are known for one sequence of each alone.</summary>
    public VersionVector Meet(VersionVector other)
    {
        List<VectorEntry> least = [];
        foreach (VectorEntry entry in entries)
        {
            ulong both = Math.Min(entry.Sequence, other[entry.Replica]);
            if (both > 0)
                least.Add(new(entry.Replica, both, 0));
        }
        return least.Count == 0 ? Empty : new([.. least]);
    }

    public bool Covers(ReplicaId replica, ulong sequence) => this[replica] >= sequence;

    /// <summary>Everything that the other has is here too.</summary>
    public bool Covers(VersionVector other)
    {
        foreach (VectorEntry entry in other.entries)
        {
            if (this[entry.Replica] < entry.Sequence)
                return false;
        }
        return true;
    }

    /// <summary>A replica of which both have the same number of operations, and not the same ones; null: none is known.</summary>
    public VectorEntry? Contradiction(VersionVector other)
    {
        foreach (VectorEntry entry in entries)
        {
            if (other.EntryOf(entry.Replica) is { } theirs && theirs.Sequence == entry.Sequence && theirs.Chain != entry.Chain)
                return entry;
        }
        return null;
    }

    /// <summary>How many operations are here that the other lacks.</summary>
    public ulong CountBeyond(VersionVector other)
    {
        ulong count = 0;
        foreach (VectorEntry entry in entries)
        {
            ulong theirs = other[entry.Replica];
            count += entry.Sequence > theirs ? entry.Sequence - theirs : 0;
        }
        return count;
    }

    /// <summary>How many operations both have.</summary>
    public ulong CountCommon(VersionVector other)
    {
        ulong count = 0;
        foreach (VectorEntry entry in entries)
            count += Math.Min(entry.Sequence, other[entry.Replica]);
        return count;
    }

    /// <summary>Equal sequences; the chains are a check of them and no part of the value.</summary>
    public bool Equals(VersionVector? other) => other is not null && Covers(other) && other.Covers(this);

    public override bool Equals(object? obj) => Equals(obj as VersionVector);

    public override int GetHashCode()
    {
        ulong hash = 0;
        foreach (VectorEntry entry in entries)
            hash = Prng.Mix(hash ^ entry.Replica.Value) + entry.Sequence;
        return (int)hash;
    }

    public override string ToString() => string.Join(' ', entries.Select(entry => $"{entry.Replica}:{entry.Sequence}"));

    private int Find(ReplicaId replica)
    {
        int low = 0, high = entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int order = entries[middle].Replica.CompareTo(replica);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
