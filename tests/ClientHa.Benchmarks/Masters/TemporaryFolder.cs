namespace ClientHa.Benchmarks.Masters;

/// <summary>A directory that goes with its owner. Its name has no capitals: not every program keeps them.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    private const int Attempts = 100;

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

    public async ValueTask DisposeAsync()
    {
        Leftovers.Remove(this);
        for (int attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // A program that was killed a moment ago may still write, or somebody else deletes it too.
                await Task.Delay(50);
            }
        }
    }
}
