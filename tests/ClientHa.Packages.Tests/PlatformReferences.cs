using Microsoft.CodeAnalysis;

namespace ClientHa.Packages.Tests;

/// <summary>All assemblies this process may load, ClientHa's own among them, as the compiler's references.</summary>
internal static class PlatformReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Loaded = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => Loaded.Value;
}
