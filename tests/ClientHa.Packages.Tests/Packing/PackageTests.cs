using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace ClientHa.Packages.Tests.Packing;

[Collection("Packing")]
public sealed class PackageTests(PackedFeed packed)
{
    private static readonly string[] Frameworks = ["net8.0", "net9.0", "net10.0"];

    public static TheoryData<string> Packages => [.. PackedFeed.Packages];

    [Fact]
    public void Every_packable_project_is_tested_here() =>
        Assert.Equal(
            PackedFeed.Packages.Append(PackedFeed.Tool).Order(),
            Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
                .Where(file => XDocument.Load(file).Descendants("IsPackable").Any(each => each.Value == "true"))
                .Select(Path.GetFileNameWithoutExtension)
                .Order());

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task A_package_carries_library_and_docs_for_every_framework(string package)
    {
        IEnumerable<string> entries = await EntriesAsync(package, "nupkg");
        foreach (string framework in FrameworksOf(package))
        {
            Assert.Contains($"lib/{framework}/{package}.dll", entries);
            Assert.Contains($"lib/{framework}/{package}.xml", entries);
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task A_package_has_its_symbols_beside_it(string package)
    {
        IEnumerable<string> entries = await EntriesAsync(package, "snupkg");
        foreach (string framework in FrameworksOf(package))
            Assert.Contains($"lib/{framework}/{package}.pdb", entries);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    [InlineData(PackedFeed.Tool)]
    public async Task A_package_shows_readme_license_and_description(string package)
    {
        XElement metadata = await MetadataAsync(package);
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Contains("README.md", await EntriesAsync(package, "nupkg"));
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("expression", Element(metadata, "license").Attribute("type")?.Value);
        Assert.NotEqual("Package Description", Value(metadata, "description"));
    }

    [Theory]
    [InlineData("ClientHa", "ClientHa.Core")]
    [InlineData("ClientHa.Services", "ClientHa")]
    [InlineData("ClientHa.Services", "ClientHa.Wire")]
    [InlineData("ClientHa.Server", "ClientHa.Core")]
    [InlineData("ClientHa.Server", "ClientHa.Wire")]
    [InlineData("ClientHa.Testing", "ClientHa")]
    [InlineData("ClientHa.Testing", "ClientHa.Server")]
    public async Task A_package_depends_on_others_of_the_same_version_in_every_framework(string package, string other)
    {
        XElement metadata = await MetadataAsync(package);
        List<XElement> groups = [.. Element(metadata, "dependencies").Elements()];
        Assert.Equal(FrameworksOf(package).Order(), groups.Select(group => group.Attribute("targetFramework")?.Value).Order());
        Assert.All(groups, group => Assert.Contains(group.Elements(), dependency =>
            dependency.Attribute("id")?.Value == other && dependency.Attribute("version")?.Value == PackedFeed.Version));
    }

    [Fact]
    public async Task ClientHa_Core_depends_on_nothing() =>
        Assert.DoesNotContain((await MetadataAsync("ClientHa.Core")).Descendants(), each => each.Name.LocalName == "dependency");

    [Theory]
    [InlineData("xunit")]
    [InlineData("nunit")]
    [InlineData("MSTest")]
    public async Task The_test_kit_depends_on_no_framework_of_tests(string framework) =>
        Assert.DoesNotContain((await MetadataAsync("ClientHa.Testing")).Descendants(), each =>
            each.Attribute("id")?.Value.Contains(framework, StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>A server runs where its operator decides, and the kit runs servers; a client runs where its users are.</summary>
    private static string[] FrameworksOf(string package) => package is "ClientHa.Server" or "ClientHa.Testing" ? ["net10.0"] : Frameworks;

    private async Task<IEnumerable<string>> EntriesAsync(string package, string extension)
    {
        await using ZipArchive archive = await OpenAsync(package, extension);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private async Task<XElement> MetadataAsync(string package)
    {
        await using ZipArchive archive = await OpenAsync(package, "nupkg");
        await using Stream manifest = await archive.GetEntry(package + ".nuspec")!.OpenAsync();
        return (await XDocument.LoadAsync(manifest, LoadOptions.None, CancellationToken.None)).Root!.Elements().First();
    }

    private Task<ZipArchive> OpenAsync(string package, string extension) =>
        ZipFile.OpenReadAsync(Path.Combine(packed.Feed, $"{package}.{PackedFeed.Version}.{extension}"));

    private static string Value(XElement metadata, string name) => Element(metadata, name).Value;

    private static XElement Element(XElement metadata, string name) => metadata.Elements().Single(each => each.Name.LocalName == name);
}
