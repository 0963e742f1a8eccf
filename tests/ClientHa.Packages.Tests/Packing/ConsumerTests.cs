using Xunit;

namespace ClientHa.Packages.Tests.Packing;

[Collection("Packing")]
public sealed class ConsumerTests(PackedFeed packed)
{
    [Fact]
    public async Task A_console_program_outside_the_repository_fails_over_with_the_package_alone()
    {
        using var directory = new TemporaryDirectory();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.TestProject, "Consumer")))
            File.Copy(file, directory.PathOf(Path.GetFileName(file)));
        await File.WriteAllTextAsync(directory.PathOf("NuGet.config"), await NuGetConfigAsync(directory));

        await Dotnet.RunAsync(directory.Root, "build", "-c", "Release", $"-p:PackedVersion={PackedFeed.Version}");
        string output = await Dotnet.RunAsync(directory.Root, directory.PathOf("bin", "Release", "net10.0", "Consumer.dll"));

        Assert.Contains("failed over", output, StringComparison.Ordinal);
    }

    /// <summary>Adds the feed to the machine's own sources, and unpacks into the test's own directory.</summary>
    /// <remarks>
    /// What the machine has unpacked already is used from there: the test downloads nothing twice and leaves nothing behind.
    /// </remarks>
    private async Task<string> NuGetConfigAsync(TemporaryDirectory directory)
    {
        string locals = await Dotnet.RunAsync(directory.Root, "nuget", "locals", "global-packages", "--list", "--force-english-output");
        string machinePackages = locals.Split("global-packages:", 2)[1].Trim();
        return $"""
            <?xml version="1.0" encoding="utf-8"?>
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{directory.PathOf("packages")}" />
              </config>
              <fallbackPackageFolders>
                <add key="machine" value="{machinePackages}" />
              </fallbackPackageFolders>
              <packageSources>
                <add key="packed" value="{packed.Feed}" />
              </packageSources>
            </configuration>
            """;
    }
}
