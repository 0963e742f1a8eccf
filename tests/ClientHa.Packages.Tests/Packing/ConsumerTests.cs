using Xunit;

namespace ClientHa.Packages.Tests.Packing;

[Collection("Packing")]
public sealed class ConsumerTests(PackedFeed packed)
{
    [Fact]
    public async Task A_console_program_outside_the_repository_fails_over_with_the_package_alone() =>
        Assert.Contains("failed over", await RunAsync("Consumer"), StringComparison.Ordinal);

    [Fact]
    public async Task A_program_outside_the_repository_kills_sites_in_process_and_as_processes_with_the_packages_alone()
    {
        string output = await RunAsync("TestKitConsumer");
        Assert.Contains("a call moved in process", output, StringComparison.Ordinal);
        Assert.Contains("a call moved between processes", output, StringComparison.Ordinal);
    }

    /// <summary>Builds a project with the packages, and runs it.</summary>
    private async Task<string> RunAsync(string project)
    {
        using var directory = new TemporaryDirectory();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.TestProject, project)))
            File.Copy(file, directory.PathOf(Path.GetFileName(file)));
        await File.WriteAllTextAsync(directory.PathOf("NuGet.config"), await NuGetConfigAsync(directory));

        await Dotnet.RunAsync(directory.Root, "build", "-c", "Release", $"-p:PackedVersion={PackedFeed.Version}");
        return await Dotnet.RunAsync(directory.Root, directory.PathOf("bin", "Release", "net10.0", project + ".dll"));
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
