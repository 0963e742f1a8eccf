using Xunit;

namespace ClientHa.Packages.Tests.Packing;

/// <summary>A folder feed with this repository's packages, packed once for all tests of the collection.</summary>
public sealed class PackedFeed : IAsyncLifetime, IDisposable
{
    /// <summary>A version that no other feed can have.</summary>
    public const string Version = "0.1.0-packed.1";

    /// <summary>All packages, in an order in which a package stands after what it depends on.</summary>
    public static readonly string[] Packages =
        ["ClientHa.Core", "ClientHa", "ClientHa.Wire", "ClientHa.Services", "ClientHa.Server", "ClientHa.Testing"];

    /// <summary>The package of the command line. It holds all that it needs.</summary>
    public const string Tool = "ClientHa.Cli";

    private readonly TemporaryDirectory _directory = new();

    public string Feed => _directory.PathOf("feed");

    public async Task InitializeAsync()
    {
        // Built in a place of its own: neither a stale file of the working tree gets in, nor does the pack disturb the tree.
        foreach (string project in Packages.Append(Tool))
        {
            await Dotnet.RunAsync(
                Repository.Root, "pack", $"src/{project}/{project}.csproj", "-c", "Release", "-o", Feed,
                "--artifacts-path", _directory.PathOf("artifacts"), $"-p:Version={Version}");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _directory.Dispose();
}
