namespace ClientHa.Testing.Tests.Cluster;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clientha-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
