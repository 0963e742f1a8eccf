namespace ClientHa.Services;

/// <summary>
/// The greatest version of each key that a watch has delivered: by it a change that comes a second time, from another site, is
/// known. In a reset, also which keys exist.
/// </summary>
internal sealed class KnownVersions
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The keys that the reset under way has shown to exist; null outside one.</summary>
    public HashSet<string>? Present { get; private set; }

    public void BeginReset() => Present ??= new(StringComparer.Ordinal);

    /// <summary>The stream broke: what a half reset has shown says nothing of what it has not.</summary>
    public void AbandonReset() => Present = null;

    /// <summary>Takes note of a change; false for one that is not newer than what was delivered.</summary>
    public bool Advance(string key, DocumentVersion version, bool isDeleted)
    {
        if (isDeleted)
            Present?.Remove(key);
        else
            Present?.Add(key);
        if (entries.TryGetValue(key, out Entry known) && version <= known.Version)
            return false;
        entries[key] = new Entry(version, isDeleted);
        return true;
    }

    /// <summary>
    /// Ends a reset, and gives the documents that were delivered before and do not exist any more. They are forgotten: the site may
    /// only be behind, and then the same version comes again.
    /// </summary>
    public IReadOnlyList<(string Key, DocumentVersion Version)> CompleteReset(IReadOnlySet<string> present)
    {
        Present = null;
        (string Key, DocumentVersion Version)[] gone =
        [
            .. entries.Where(each => !each.Value.IsDeleted && !present.Contains(each.Key)).Select(each => (each.Key, each.Value.Version)),
        ];
        foreach ((string key, _) in gone)
            entries.Remove(key);
        return gone;
    }

    private readonly record struct Entry(DocumentVersion Version, bool IsDeleted);
}
