using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>A site's state in a file, as <c>SitesService.Backup</c> sends it.</summary>
/// <param name="File">Its path.</param>
/// <param name="Documents">How many documents and deletions it holds.</param>
/// <param name="Vector">What it covers, of the cluster that it is of.</param>
internal sealed record Backup(string File, int Documents, VersionVector Vector)
{
    /// <summary>Reads the file from its beginning to its end.</summary>
    /// <exception cref="BackupDamagedException">It is no backup, or not a whole one.</exception>
    public static Backup Check(string path)
    {
        int documents = 0;
        VersionVector? vector = null;
        Read(path, record =>
        {
            documents += (record as LogRecord.StatePart)?.Documents.Length ?? 0;
            vector = (record as LogRecord.StateEnd)?.Vector ?? vector;
        });
        return new(Path.GetFullPath(path), documents, vector ?? throw new BackupDamagedException(path, new FileInfo(path).Length, "what the state covers"));
    }

    /// <summary>Writes what a stopped site's data directory holds, as <c>SitesService.Backup</c> would send it.</summary>
    /// <param name="path">The data directory.</param>
    /// <exception cref="DataDirectoryException">It is no site's, a site uses it, or it holds no whole state.</exception>
    /// <exception cref="LogCorruptException">Its log is damaged.</exception>
    public static void Write(string path, Stream target, TimeProvider timeProvider)
    {
        using StoppedSite site = StoppedSite.Open(path);
        foreach (byte[] piece in BackupFile.PiecesOf(site.Capture(timeProvider)))
            target.Write(piece);
    }

    /// <summary>Shows the parts of the state, and what they cover at the end.</summary>
    public void Read(Action<LogRecord> visit) => Read(File, visit);

    private static void Read(string path, Action<LogRecord> visit)
    {
        try
        {
            new SnapshotReader(path, index: null, part => visit(RecordCodec.Read(part))).Run();
        }
        catch (SnapshotCorruptException broken)
        {
            // What is to be done about a site's own snapshot would cost the site that is good.
            throw new BackupDamagedException(path, broken.Offset, broken.Expected);
        }
        catch (FormatException unreadable)
        {
            throw new BackupDamagedException(path, 0, $"parts that can be read ({unreadable.Message})");
        }
    }
}
