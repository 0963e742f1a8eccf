using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;

namespace ClientHa.Server.Keeping;

/// <summary>
/// Makes a data directory of a backup: the documents as they were, in a new cluster. It can be no member of the old one, which has gone
/// on: what it lacks, its peers' logs may no longer have, and what its peers deleted it would bring back. A site of a cluster that lives
/// begins with an empty directory instead.
/// </summary>
/// <param name="Documents">How many documents and deletions were restored.</param>
/// <param name="Cluster">The new cluster.</param>
internal sealed record Restoration(int Documents, Guid Cluster)
{
    /// <summary>The greatest number of a site.</summary>
    public const int MaxSite = ReplicaId.MaxSite;

    /// <summary>The last record of the log that the state stands for: there is none, and yet a log that begins at 1 would lack it.</summary>
    private const long Index = 1;

    /// <param name="backup">The backup.</param>
    /// <param name="path">The directory, which is empty or not there.</param>
    /// <param name="site">The number of the site that it will be of.</param>
    /// <param name="dice">64 bits of chance.</param>
    /// <exception cref="DataDirectoryException">The directory cannot be used.</exception>
    public static Restoration Run(Backup backup, string path, int site, ulong dice)
    {
        using DataDirectory directory = DataDirectory.Open(path);
        if (directory.ReadMeta() is { } there)
            throw new DataDirectoryException(directory.FullPath, $"belongs to site {there.Site} already", "name an empty directory, or move this one away");

        ReplicaId replica = RandomIds.Replica(site);
        new SnapshotFiles(directory.SnapshotsPath).Write(Index, writer =>
        {
            backup.Read(record =>
            {
                if (record is LogRecord.StatePart part)
                    writer.Add(RecordCodec.Write(Renewed(part)));
            });
            writer.Add(RecordCodec.Write(new LogRecord.StatePart([], []) { Members = Retired(backup.Vector) }));

            // Not what the backup covers: a client that has seen what came after it would never be told that this is gone. So cursors of
            // the old cluster lead to a reset, and the state counts as this replica's first operation.
            writer.Add(RecordCodec.Write(new LogRecord.StateEnd(VersionVector.Empty.With(replica, 1, dice))));
        });
        Restoration done = new(backup.Documents, Guid.NewGuid());
        directory.WriteMeta(new SiteMeta { Site = site, Replica = replica.Value, Cluster = done.Cluster });
        return done;
    }

    /// <summary>
    /// Without what is told by the old replicas' numbers. Additions that were still known would stay so for ever, as nobody can have them
    /// all: later tries of them are refused as too late.
    /// </summary>
    private static LogRecord.StatePart Renewed(LogRecord.StatePart part) => part with
    {
        Members = [],
        Collected = VersionVector.Empty,
        Additions = [],
        AdditionsHorizon = part.Additions.Select(addition => addition.Version.Stamp).Append(part.AdditionsHorizon).Max(),
    };

    /// <summary>No session waits for the replicas of the old cluster, and no tombstone.</summary>
    private static StoredMember[] Retired(VersionVector vector) =>
        [.. vector.Entries.ToArray().Select(entry => new StoredMember(entry.Replica, IsRetired: true, VersionVector.Empty))];
}
