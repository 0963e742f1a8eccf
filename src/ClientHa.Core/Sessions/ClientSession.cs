using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>
/// What a client has read and written: a version vector that its next read must cover, and those of its writes that only one site is
/// known to have. Where that site is lost, the client hands them to another, so that an acknowledged write lives as long as its site
/// or its client does.
/// </summary>
internal sealed class ClientSession(SessionLimits limits)
{
    /// <summary>There are as many entries as there were lives of sites that the client has met.</summary>
    private const int MaxEntries = 256;

    private readonly LinkedList<KeptWrite> kept = [];
    private readonly Dictionary<ReplicaId, Acquaintance> sites = [];

    /// <summary>What was handed over, under the numbers that the lost site had given it.</summary>
    private readonly HashSet<(ReplicaId Replica, ulong Sequence)> carried = [];

    private VersionVector seen = VersionVector.Empty;
    private VersionVector? required = VersionVector.Empty;
    private VersionVector? own = VersionVector.Empty;
    private long bytes;

    /// <summary>The acknowledged writes that only one site is known to have, the oldest first.</summary>
    public IReadOnlyCollection<KeptWrite> Kept => kept;

    /// <summary>What a site must have so that a read there shows all that the client knows of.</summary>
    public VersionVector Required => required ??= kept.Aggregate(seen, With);

    /// <summary>The writes that are kept, as a site must have them.</summary>
    public VersionVector Own => own ??= kept.Aggregate(VersionVector.Empty, With);

    /// <summary>Some of them are not at this site, as far as is known.</summary>
    public bool HasBeyond(ReplicaId site) => kept.Count > SiteOf(site).Kept;

    /// <summary>An answer has shown what is in the vector.</summary>
    public void Saw(VersionVector vector)
    {
        if (seen.Covers(vector))
            return;
        seen = seen.Merge(vector);
        if (seen.Entries.Length > MaxEntries)
            seen = vector;
        required = null;
    }

    /// <summary>A write was acknowledged.</summary>
    /// <returns>Those that are kept no longer, because there are too many.</returns>
    public IReadOnlyList<KeptWrite> Written(KeptWrite write)
    {
        required = required is null ? null : With(required, write);
        if (write.Sequence <= SiteOf(write.Replica).Confirmed)
        {
            seen = With(seen, write);
            return [];
        }
        Keep(write);
        List<KeptWrite> dropped = [];
        while (kept.Count > 1 && (kept.Count > limits.MaxWrites || bytes > limits.MaxBytes))
        {
            dropped.Add(kept.First!.Value);
            Forget(kept.First);
        }
        return dropped;
    }

    /// <summary>A site has told what it has.</summary>
    /// <returns>The writes that two sites have now.</returns>
    public IReadOnlyList<KeptWrite> Heard(SiteWord word, Instant now)
    {
        Acquaintance site = SiteOf(word.Replica);
        bool tellsNothing = word.Confirmed <= site.Confirmed && kept.Count == site.Kept;
        site.Confirmed = Math.Max(site.Confirmed, word.Confirmed);
        site.HeardAt = now;
        if (tellsNothing)
            return [];
        List<KeptWrite> confirmed = [];
        for (LinkedListNode<KeptWrite>? node = kept.First, next; node is not null; node = next)
        {
            next = node.Next;
            KeptWrite write = node.Value;
            bool isConfirmed = write.Replica == word.Replica ? write.Sequence <= word.Confirmed : word.Vector.Covers(write.Replica, write.Sequence);
            if (!isConfirmed)
                continue;
            confirmed.Add(write);
            Forget(node);
        }
        return confirmed;
    }

    /// <summary>
    /// What is to be handed to the site that answers: it lacks these, and the site that has them has said nothing for a while. Where
    /// both go on answering, replication is only slow, and would write everything twice.
    /// </summary>
    public KeptWrite[] Due(ReplicaId site, Instant now, TimeSpan patience) =>
        [.. kept.Where(write => write.Replica != site && now - SiteOf(write.Replica).HeardAt >= patience)];

    /// <summary>A site has taken a write that was handed to it, or knew it.</summary>
    /// <param name="site">The site that has answered.</param>
    /// <param name="replica">Who has accepted it, as that site knows.</param>
    /// <returns>Whether two sites have it now.</returns>
    public bool HandedOver(KeptWrite write, ReplicaId site, ReplicaId replica, ulong sequence)
    {
        if (kept.Find(write) is not { } node)
            return false;
        if ((replica, sequence) != (write.Replica, write.Sequence))
            carried.Add((write.Replica, write.Sequence));
        if (carried.Count > 4 * limits.MaxWrites)
            carried.Clear();
        Remove(node);
        KeptWrite moved = write.At(replica, sequence);
        if (site == replica)
            Keep(moved);
        else
            seen = With(seen, moved);
        required = null;
        return site != replica;
    }

    /// <summary>No site takes it any more. Reads go on asking for it: they are stale without it.</summary>
    public void GiveUp(KeptWrite write)
    {
        if (kept.Find(write) is { } node)
            Forget(node);
    }

    /// <summary>
    /// What a lost site had is at this one under other numbers, where the client has handed over all of it that is missing: then the old
    /// numbers are required no longer.
    /// </summary>
    /// <param name="here">What the site has that answers.</param>
    public void Lower(VersionVector here)
    {
        if (carried.Count == 0)
            return;
        foreach (VectorEntry entry in seen.Entries)
        {
            ulong sequence = entry.Sequence;
            while (sequence > here[entry.Replica] && carried.Contains((entry.Replica, sequence)))
                sequence--;
            if (sequence == entry.Sequence || sequence > here[entry.Replica])
                continue;
            seen = seen.With(entry.Replica, sequence);
            required = null;
        }
    }

    private void Keep(KeptWrite write)
    {
        kept.AddLast(write);
        SiteOf(write.Replica).Kept++;
        bytes += write.Bytes;
        own = own is null ? null : With(own, write);
    }

    private void Remove(LinkedListNode<KeptWrite> node)
    {
        kept.Remove(node);
        SiteOf(node.Value.Replica).Kept--;
        bytes -= node.Value.Bytes;
        own = null;
    }

    private void Forget(LinkedListNode<KeptWrite> node)
    {
        Remove(node);
        seen = With(seen, node.Value);
    }

    private Acquaintance SiteOf(ReplicaId replica)
    {
        if (!sites.TryGetValue(replica, out Acquaintance? site))
            sites.Add(replica, site = new());
        return site;
    }

    private static VersionVector With(VersionVector vector, KeptWrite write) =>
        vector.Covers(write.Replica, write.Sequence) ? vector : vector.With(write.Replica, write.Sequence);

    private sealed class Acquaintance
    {
        public ulong Confirmed { get; set; }

        public Instant HeardAt { get; set; }

        /// <summary>How many of the writes that are kept are its own.</summary>
        public int Kept { get; set; }
    }
}
