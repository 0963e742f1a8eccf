using System.IO.Compression;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// The server as it was before the second version of the replication protocol: the commit in the file's name, as <c>dotnet publish</c>
/// made it.
/// </summary>
internal sealed class PreviousBuild : IDisposable
{
    private const string Archive = "clientha-server-4dae06a.zip";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-previous-");

    public PreviousBuild() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Fixtures", Archive), folder.FullName);

    /// <summary>Its assembly, for <see cref="ReplicatedSite.Program"/>.</summary>
    public string Program => Path.Combine(folder.FullName, "ClientHa.Server.dll");

    public void Dispose() => folder.Delete(recursive: true);
}
