using ClientHa.Server.Security.Setup;

namespace ClientHa.Server.Log;

/// <summary>A site's directory: <c>lock</c>, <c>meta.json</c>, <c>log/</c>, <c>snapshots/</c>, and <c>security/</c> where it was joined. One process has it at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string UnfinishedMeta = MetaFile.Name + FileNames.Unfinished;

    // What a new disk has at its top.
    private const string LostAndFound = "lost+found";

    private readonly DirectoryLock held;
    private readonly ISyncedFiles files;

    private DataDirectory(string path, DirectoryLock held, ISyncedFiles files) =>
        (FullPath, this.held, this.files) = (path, held, files);

    public string FullPath { get; }

    public string LogPath => Path.Combine(FullPath, "log");

    public string SnapshotsPath => Path.Combine(FullPath, "snapshots");

    /// <summary>Takes the directory for this process, and makes it if it is not there.</summary>
    /// <exception cref="DataDirectoryException">It cannot be used; the message says why and what to do.</exception>
    public static DataDirectory Open(string path) => Open(path, SyncedFiles.Instance);

    internal static DataDirectory Open(string path, ISyncedFiles files)
    {
        string full = Path.GetFullPath(path);
        try
        {
            Make(full, files);
            ThrowIfForeign(full);
            DirectoryLock held = DirectoryLock.TryTake(full) ?? throw Locked(full);
            try
            {
                var directory = new DataDirectory(full, held, files);
                directory.MakeParts();
                return directory;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataDirectoryException(
                full, "is not writable", "give this user the right to write there, or name another directory", e);
        }
        catch (Exception e) when (e is IOException and not DataDirectoryException)
        {
            throw new DataDirectoryException(
                full, $"cannot be used: {e.Message.TrimEnd('.')}", "see to the disk, or name another directory", e);
        }
    }

    /// <summary>Whose it is; null while nobody has said so.</summary>
    /// <exception cref="DataDirectoryException">The file is not ours, or of a later version.</exception>
    public SiteMeta? ReadMeta() => ReadMeta(FullPath);

    /// <summary>Writes it durably, and whole or not at all.</summary>
    public void WriteMeta(SiteMeta meta)
    {
        byte[] content = MetaFile.Write(meta);
        string unfinished = Path.Combine(FullPath, UnfinishedMeta);
        using (ISyncedFile file = files.Create(unfinished, content.Length))
        {
            file.Write(content, 0);
            file.Flush();
        }
        File.Move(unfinished, Path.Combine(FullPath, MetaFile.Name), overwrite: true);
        files.FlushDirectory(FullPath);
    }

    /// <summary>Removes all records and snapshots, of which no file may be open; <c>meta.json</c> stays.</summary>
    public void Clear()
    {
        // Interrupted, it leaves a part of both: Joining, which the caller has written, says that they are of no use.
        foreach (string directory in (string[])[SnapshotsPath, LogPath])
        {
            foreach (string file in Directory.GetFiles(directory).Order(StringComparer.Ordinal)) File.Delete(file);
            files.FlushDirectory(directory);
        }
    }

    public void Dispose() => held.Dispose();

    private static SiteMeta? ReadMeta(string path)
    {
        string meta = Path.Combine(path, MetaFile.Name);
        return File.Exists(meta) ? MetaFile.Read(path, File.ReadAllBytes(meta)) : null;
    }

    private static void Make(string path, ISyncedFiles files)
    {
        var missing = new List<string>();
        for (string? above = path; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
                throw new DataDirectoryException(path, "is not a directory", "name a directory, or a path where one can be made");
            missing.Add(above);
        }
        if (missing.Count == 0) return;

        MakePrivate(path);
        foreach (string made in missing)
            if (Path.GetDirectoryName(made) is { } parent) files.FlushDirectory(parent);
    }

    /// <summary>What a site stores is for its user alone, also in a directory that somebody else has made for it.</summary>
    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Without a meta.json there may be what we make before it, and nothing else.</summary>
    private static void ThrowIfForeign(string path)
    {
        if (ReadMeta(path) is not null) return;
        foreach (string entry in Directory.EnumerateFileSystemEntries(path))
        {
            string name = Path.GetFileName(entry);
            bool isOurs = name is DirectoryLock.Name or UnfinishedMeta or LostAndFound
                || (name == JoinedSite.DirectoryName && Directory.Exists(entry))
                || (name is "log" or "snapshots" && Directory.Exists(entry)
                    && !Directory.EnumerateFileSystemEntries(entry).Any());
            if (!isOurs)
                throw new DataDirectoryException(
                    path, $"is not ClientHa's: it has no meta.json, but '{name}'", "name an empty directory or a new one");
        }
    }

    private static DataDirectoryException Locked(string path)
    {
        string holder = DirectoryLock.ReadHolder(path) is { Length: > 0 } id ? $"process {id}" : "another process";
        return new DataDirectoryException(path, $"is in use by {holder}", "stop that one, or name another directory");
    }

    private void MakeParts()
    {
        MakePrivate(LogPath);
        MakePrivate(SnapshotsPath);
        DiskRefusal.Unless(() => files.FlushDirectory(FullPath));
    }
}
