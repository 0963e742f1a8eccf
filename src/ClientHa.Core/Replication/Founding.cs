namespace ClientHa.Core.Replication;

/// <summary>
/// Whether an empty site founds a cluster. A site that has reached a member joins it and never comes here. Two clusters founded side
/// by side could never be merged, so without word of every peer it waits.
/// </summary>
internal static class Founding
{
    /// <returns>Null: found. Else what it waits for.</returns>
    public static string? Obstacle(int site, bool told, IReadOnlyCollection<PeerSighting> peers)
    {
        if (told)
            return null;
        if (peers.OfType<PeerSighting.Unreached>().ToArray() is { Length: > 0 } unreached)
            return $"empty, and waits to reach {string.Join(", ", unreached.Select(peer => $"{peer.Name} ({peer.Reason})"))}; --found founds a new cluster without it";
        return peers.OfType<PeerSighting.Empty>().MinBy(peer => peer.Site) is { } lowest && lowest.Site < site
            ? $"empty, as all its peers are, and waits for site {lowest.Site} at {lowest.Name} to found the cluster"
            : null;
    }
}
