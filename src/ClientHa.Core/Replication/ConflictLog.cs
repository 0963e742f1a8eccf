namespace ClientHa.Core.Replication;

/// <summary>
/// Writes that lost to a concurrent one, each beside the one that won: the newest, bounded in age, number and bytes. In the order of
/// the versions that won, so that sites that know the same conflicts list them alike.
/// </summary>
internal sealed class ConflictLog(ReplicaRules rules)
{
    private const int OverheadBytes = 256;

    private readonly SortedSet<StoredConflict> conflicts = new(Comparer<StoredConflict>.Create((one, other) => one.Place.CompareTo(other.Place)));
    private long bytes;

    public int Count => conflicts.Count;

    /// <summary>Notes that a write lost, unless nothing was lost with it.</summary>
    public void Add(StoredConflict conflict)
    {
        if (conflict.IsVoid || !conflicts.Add(conflict))
            return;
        bytes += BytesOf(conflict);
        while (conflicts.Count > rules.MaxConflicts || (bytes > rules.MaxConflictBytes && conflicts.Count > 1))
            RemoveOldest();
    }

    /// <summary>Drops what was won before the moment.</summary>
    public void Expire(long unixMilliseconds)
    {
        while (conflicts.Min is { } oldest && Stamp.Milliseconds(oldest.Won.Version.Stamp) < unixMilliseconds)
            RemoveOldest();
    }

    /// <summary>The newest first, of keys with the prefix, behind the place.</summary>
    public IEnumerable<StoredConflict> Newest(string prefix, ConflictPlace? after) => conflicts.Reverse()
        .Where(each => (after is not { } place || each.Place.CompareTo(place) < 0) && each.Won.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>All, the oldest first.</summary>
    public StoredConflict[] ToArray() => [.. conflicts];

    private void RemoveOldest()
    {
        StoredConflict oldest = conflicts.Min!;
        conflicts.Remove(oldest);
        bytes -= BytesOf(oldest);
    }

    private static long BytesOf(StoredConflict conflict) =>
        (2L * conflict.Won.Key.Length) + conflict.Won.Value.Length + conflict.Lost.Value.Length + OverheadBytes;
}
