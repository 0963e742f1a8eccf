using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests;

/// <summary>What the compiled rules refer to. The compiler refuses the rest too, by BannedSymbols.Project.txt.</summary>
public sealed class PurityTests
{
    private static readonly string[] Assemblies =
        ["System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory", "System.Runtime"];

    private static readonly string[] Impure =
        ["System.IO", "System.Net", "System.Threading", "System.Timers", "System.Data", "Microsoft.Win32"];

    private static readonly string[] ImpureTypes =
    [
        "System.Console", "System.DateTime", "System.DateTimeOffset", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Environment", "System.Guid", "System.Random", "System.TimeProvider",
    ];

    [Fact]
    public void Core_references_nothing_but_the_plain_runtime() =>
        Assert.Empty(typeof(FailoverState).Assembly.GetReferencedAssemblies().Select(each => each.Name).Except(Assemblies));

    [Fact]
    public void Core_names_no_type_of_clock_dice_threads_or_input_and_output()
    {
        using PEReader file = new(File.OpenRead(typeof(FailoverState).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        string[] types = [.. metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")];

        Assert.Contains("System.TimeSpan", types);
        Assert.DoesNotContain(types, type => Impure.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal)));
        Assert.Empty(types.Intersect(ImpureTypes));
    }
}
