using System.Security.Cryptography;
using ClientHa.V1;

namespace ClientHa.Server.Log;

/// <summary>The snapshots in a directory, each of the state after one record of the log.</summary>
/// <remarks>
/// For one thread at a time. The older of two is of use only if the log keeps the records after it: remove segments before
/// that one, not before the newest.
/// </remarks>
internal sealed class SnapshotFiles
{
    internal const string Format = "clientha snapshot";
    internal const int Version = 1;

    private const int Kept = 2;

    private readonly string directory;
    private readonly ISyncedFiles files;

    /// <summary>Opens a directory, which is there, and removes what was never finished in it.</summary>
    public SnapshotFiles(string directory, ISyncedFiles? files = null)
    {
        (this.directory, this.files) = (directory, files ?? SyncedFiles.Instance);
        foreach (string path in FileNames.List(directory, FileNames.Snapshot).Others)
            if (path.EndsWith(FileNames.Unfinished, StringComparison.Ordinal)) DiskRefusal.Unless(() => File.Delete(path));
    }

    /// <summary>
    /// The indexes of the snapshots, newest first. If one is damaged, the next will do where the log still has the record after
    /// it.
    /// </summary>
    public IReadOnlyList<long> Indexes => [.. FileNames.List(directory, FileNames.Snapshot).Files.Keys.Reverse()];

    /// <summary>The first frame of a new snapshot.</summary>
    public static SnapshotHeader NewHeader(long index) => new()
    {
        Format = Format,
        Version = Version,
        Index = (ulong)index,
        Salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
    };

    /// <summary>Writes a snapshot, durably and whole or not at all, and then removes all but the newest two.</summary>
    /// <param name="index">The last record that it contains, which is durable.</param>
    /// <param name="write">Adds the parts.</param>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public void Write(long index, Action<SnapshotWriter> write)
    {
        string path = FileNames.Of(directory, index, FileNames.Snapshot);
        string unfinished = path + FileNames.Unfinished;
        try
        {
            using ISyncedFile file = files.Create(unfinished, 0);
            var writer = new SnapshotWriter(file, NewHeader(index));
            write(writer);
            writer.Complete();
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        File.Move(unfinished, path, overwrite: true);
        files.FlushDirectory(directory);
        foreach (long old in Indexes.Skip(Kept)) File.Delete(FileNames.Of(directory, old, FileNames.Snapshot));
    }

    /// <summary>Removes the snapshots before one that is known to be whole.</summary>
    public void RemoveBefore(long index)
    {
        foreach (long old in Indexes.Where(each => each < index)) File.Delete(FileNames.Of(directory, old, FileNames.Snapshot));
        files.FlushDirectory(directory);
    }

    /// <summary>Shows the parts of a snapshot in order.</summary>
    /// <exception cref="SnapshotCorruptException">It is damaged: what was shown of it is to be forgotten.</exception>
    public void Read(long index, SnapshotPartVisitor visit) =>
        new SnapshotReader(FileNames.Of(directory, index, FileNames.Snapshot), index, visit).Run();
}
