using ClientHa.Server.Log;

namespace ClientHa.Server.Keeping;

/// <summary>A data directory as somebody finds it who changes nothing in it, and who may be there beside its site.</summary>
internal sealed class DirectoryFiles
{
    public DirectoryFiles(string path)
    {
        FullPath = Path.GetFullPath(path);
        if (!File.Exists(Path.Combine(FullPath, MetaFile.Name)))
            throw new DataDirectoryException(FullPath, $"is no site's: it has no {MetaFile.Name}", "name the directory that the site was given as --data");
        Meta = MetaFile.Read(FullPath, File.ReadAllBytes(Path.Combine(FullPath, MetaFile.Name)));
    }

    public string FullPath { get; }

    public SiteMeta Meta { get; }

    /// <summary>The segments of the log by the number of their first record, oldest first.</summary>
    public SortedList<long, string> Segments() => List("log", FileNames.Log);

    /// <summary>The snapshots by the number of their last record, oldest first.</summary>
    public SortedList<long, string> Snapshots() => List("snapshots", FileNames.Snapshot);

    private SortedList<long, string> List(string part, string extension)
    {
        string path = Path.Combine(FullPath, part);
        return Directory.Exists(path) ? FileNames.List(path, extension).Files : [];
    }
}
