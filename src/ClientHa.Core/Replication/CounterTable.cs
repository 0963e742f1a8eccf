namespace ClientHa.Core.Replication;

/// <summary>
/// The counters, each the sum of all that was added to it, and the additions that may come once more: as a client's later try, or
/// from another site that has accepted the same one. Each counts once.
/// </summary>
/// <remarks>
/// Sums wrap around like any integer of 64 bits, so that all sites agree in whatever order additions come: two sites may each accept
/// what is too much together. A counter that stands at 0 is no counter, and costs nothing.
/// </remarks>
internal sealed class CounterTable(int capacity)
{
    private readonly Dictionary<string, long> totals = new(StringComparer.Ordinal);
    private readonly SortedSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<AdditionName, Addition> additions = [];
    private readonly Queue<Addition> arrivals = [];

    /// <summary>Counters that don't stand at 0.</summary>
    public int Count => totals.Count;

    /// <summary>The sum over all counters: equal counters have equal digests.</summary>
    public ulong Digest { get; private set; }

    /// <summary>The greatest stamp of an addition that is no longer known.</summary>
    public ulong Horizon { get; private set; }

    /// <summary>False: all the room is taken by additions that some site may not know yet.</summary>
    public bool HasRoom => arrivals.Count < capacity;

    public long Total(string key) => totals.GetValueOrDefault(key);

    public Addition? Find(AdditionName name) => additions.GetValueOrDefault(name);

    /// <summary>Counts the addition, unless it is known.</summary>
    public void Take(Addition addition)
    {
        if (Remember(addition))
            Add(addition.Key, addition.Delta);
    }

    /// <summary>
    /// Takes over another site's counters, which hold everything up to its vector. What this one has beyond that is added to them: all of
    /// it is still known here, because it is not <em>stable</em>.
    /// </summary>
    public void Take(IEnumerable<StoredCounter> counters, IEnumerable<Addition> known, VersionVector vector)
    {
        Addition[] theirs = [.. known];
        HashSet<AdditionName> counted = [.. theirs.Select(addition => addition.Name)];
        Addition[] beyond = [.. arrivals.Where(each => !vector.Covers(each.Replica, each.Sequence) && !counted.Contains(each.Name))];
        totals.Clear();
        keys.Clear();
        Digest = 0;
        foreach (StoredCounter counter in counters)
            Add(counter.Key, counter.Total);
        foreach (Addition addition in beyond)
            Add(addition.Key, addition.Delta);
        foreach (Addition addition in theirs)
            Remember(addition);
    }

    /// <summary>
    /// Drops, the oldest first, what no try and no other site can bring again: additions that are stable, and were stamped before the
    /// moment or stand in the way of new ones.
    /// </summary>
    /// <param name="isStable">Whether every site has the operation, and this one has all that they had accepted until then.</param>
    /// <param name="collected">Grows by what was forgotten: the state of a site that lacks some of that could not be taken over any more.</param>
    public VersionVector Forget(long unixMilliseconds, Func<ReplicaId, ulong, bool> isStable, VersionVector collected)
    {
        while (arrivals.TryPeek(out Addition? oldest)
            && (!HasRoom || Stamp.Milliseconds(oldest.Version.Stamp) < unixMilliseconds)
            && isStable(oldest.Replica, oldest.Sequence))
        {
            arrivals.Dequeue();
            additions.Remove(oldest.Name);
            RaiseHorizon(oldest.Version.Stamp);
            if (!collected.Covers(oldest.Replica, oldest.Sequence))
                collected = collected.With(oldest.Replica, oldest.Sequence);
        }
        return collected;
    }

    /// <summary>Additions up to this stamp were forgotten, here or where this site's state came from.</summary>
    public void RaiseHorizon(ulong stamp) => Horizon = Math.Max(Horizon, stamp);

    public StoredCounter[] ToArray() => [.. keys.Select(Stored)];

    /// <summary>What begins with the prefix, behind the key, in the order of keys.</summary>
    public IEnumerable<StoredCounter> Range(string prefix, string? after)
    {
        string from = after is not null && string.CompareOrdinal(after, prefix) > 0 ? after : prefix;
        return keys.Max is { } last && string.CompareOrdinal(from, last) <= 0
            ? keys.GetViewBetween(from, last).SkipWhile(key => key == after).TakeWhile(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(Stored)
            : [];
    }

    /// <summary>What may come once more, the oldest first.</summary>
    public Addition[] Known() => [.. arrivals];

    private bool Remember(Addition addition)
    {
        if (!additions.TryAdd(addition.Name, addition))
            return false;
        arrivals.Enqueue(addition);
        return true;
    }

    private void Add(string key, long delta)
    {
        long before = Total(key);
        long after = unchecked(before + delta);
        Digest += new StoredCounter(key, after).Digest - new StoredCounter(key, before).Digest;
        if (after == 0)
        {
            totals.Remove(key);
            keys.Remove(key);
            return;
        }
        totals[key] = after;
        if (before == 0)
            keys.Add(key);
    }

    private StoredCounter Stored(string key) => new(key, totals[key]);
}
