using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>
/// A temporary directory that goes with the cluster, and on Unix also when this process is killed: the keeper removes it.
/// </summary>
internal sealed class ClusterDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-");

    public ClusterDirectory()
    {
        if (!OperatingSystem.IsWindows())
            Keeper.Instance.AddDirectory(directory.FullName);
    }

    public string Path => directory.FullName;

    public string Make(string name) => directory.CreateSubdirectory(name).FullName;

    public void Dispose()
    {
        directory.Delete(recursive: true);
        if (!OperatingSystem.IsWindows())
            Keeper.Instance.ForgetDirectory(directory.FullName);
    }
}
