namespace ClientHa.Benchmarks.Masters;

/// <summary>A directory that goes with its owner. Its name has no capitals: not every program keeps them.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>What the files in it take of the disk.</summary>
    public long Bytes => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public static TemporaryFolder Create(string purpose)
    {
        string name = $"clientha-{purpose}-{Guid.NewGuid():n}";
        TemporaryFolder folder = new(Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), name)).FullName);
        Leftovers.Add(folder);
        return folder;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public ValueTask DisposeAsync()
    {
        Leftovers.Remove(this);
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
