using Xunit;

namespace ClientHa.Packages.Tests.Packing;

[Collection("Packing")]
public sealed class ToolTests(PackedFeed packed)
{
    [Fact]
    public async Task The_command_line_can_be_installed_and_run()
    {
        using var directory = new TemporaryDirectory();

        // Its configuration is the only one: what it needs is in the package, so that no other source is asked.
        await File.WriteAllTextAsync(directory.PathOf("NuGet.config"), $"""
            <?xml version="1.0" encoding="utf-8"?>
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packed.Feed}" />
              </packageSources>
              <config>
                <add key="globalPackagesFolder" value="{directory.PathOf("packages")}" />
              </config>
            </configuration>
            """);
        await Dotnet.RunAsync(
            directory.Root, "tool", "install", PackedFeed.Tool, "--version", PackedFeed.Version, "--tool-path", directory.PathOf("tools"));

        // The shim starts this file; it would look for the runtime in its usual place, which need not be this machine's.
        string program = Assert.Single(Directory.EnumerateFiles(directory.PathOf("tools"), "ClientHa.Cli.dll", SearchOption.AllDirectories));
        Assert.Contains(Directory.EnumerateFiles(directory.PathOf("tools")), file => Path.GetFileNameWithoutExtension(file) == "clientha");
        string help = await Dotnet.RunAsync(directory.Root, program, "--help");
        Assert.All(["serve", "get", "put", "delete", "list", "watch", "status"], command => Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_files_of_the_tool_differ_in_case_alone()
    {
        string[] files = [.. Entries().Select(entry => entry.ToUpperInvariant())];
        Assert.Equal(files.Length, files.Distinct().Count());
    }

    private IEnumerable<string> Entries()
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(Path.Combine(packed.Feed, $"{PackedFeed.Tool}.{PackedFeed.Version}.nupkg"));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
