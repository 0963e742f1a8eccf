using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>
/// A temporary directory that goes with the cluster, and on Unix also when this process is killed: the keeper removes it.
/// </summary>
internal sealed class ClusterDirectory : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ClusterDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
            return;
        }

        // The keeper has to start first, which takes its time: it knows of the directory before there is one.
        Keeper.Instance.AddDirectory(Path);
        Directory.CreateDirectory(Path, OwnersAlone);
    }

    public string Path { get; } = System.IO.Path.GetFullPath($"clientha-{Guid.NewGuid():n}", System.IO.Path.GetFullPath(System.IO.Path.GetTempPath()));

    public string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        if (!OperatingSystem.IsWindows())
            Keeper.Instance.ForgetDirectory(Path);
    }
}
