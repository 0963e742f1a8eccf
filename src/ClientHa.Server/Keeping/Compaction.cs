using ClientHa.Server.Log;

namespace ClientHa.Server.Keeping;

/// <summary>Makes a data directory that no site uses as small as it can be: a snapshot, and of the log what is kept for peers.</summary>
/// <param name="Records">How many records the snapshot contains.</param>
/// <param name="Documents">How many documents there are.</param>
/// <param name="BytesBefore">What log and snapshots took of the disk.</param>
/// <param name="BytesAfter">What they take now.</param>
internal sealed record Compaction(long Records, int Documents, long BytesBefore, long BytesAfter)
{
    /// <param name="path">The data directory.</param>
    /// <param name="retainedBytes">How much of the log stays: what peers and watches that were away can be told operation by operation.</param>
    /// <param name="timeProvider">For the answers that are too old to be kept.</param>
    /// <exception cref="DataDirectoryException">It is no site's, or a site uses it.</exception>
    public static Compaction Run(string path, long retainedBytes, TimeProvider timeProvider)
    {
        using StoppedSite site = StoppedSite.Open(path);
        long before = Bytes(site.Files);
        site.Store.Compact(site.Capture(timeProvider), retainedBytes);
        site.Store.DisposeTrimmed();
        return new(site.Replica.Records, site.Replica.LiveDocuments, before, Bytes(site.Files));
    }

    private static long Bytes(DirectoryFiles files) =>
        files.Segments().Values.Concat(files.Snapshots().Values).Sum(file => new FileInfo(file).Length);
}
