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
        "System.Console", "System.DateTime", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Random", "System.TimeProvider",
    ];

    /// <summary>
    /// An id that a shell has drawn is a value like any other, so is a time that is shown to people, and the compiler's iterators ask which
    /// thread they are on.
    /// </summary>
    private static readonly (string Type, string[] Pure)[] HalfPure =
    [
        ("System.Guid", [".ctor", "Parse", "ToString", "Equals", "CompareTo", "GetHashCode", "op_Equality", "op_Inequality"]),
        ("System.DateTimeOffset", ["FromUnixTimeMilliseconds", "ToString"]),
        ("System.Environment", ["get_CurrentManagedThreadId"]),
    ];

    [Fact]
    public void Core_references_nothing_but_the_plain_runtime() =>
        Assert.Empty(typeof(FailoverState).Assembly.GetReferencedAssemblies().Select(each => each.Name).Except(Assemblies));

    [Fact]
    public void Core_names_no_type_of_clock_dice_threads_or_input_and_output()
    {
        using PEReader file = new(File.OpenRead(typeof(FailoverState).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        string[] types = [.. metadata.TypeReferences.Select(type => NameOf(metadata, type))];

        Assert.Contains("System.TimeSpan", types);
        Assert.DoesNotContain(types, type => Impure.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal)));
        Assert.Empty(types.Intersect(ImpureTypes));
    }

    [Fact]
    public void Core_draws_no_id_and_reads_nothing_of_its_surroundings()
    {
        using PEReader file = new(File.OpenRead(typeof(FailoverState).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        (string Type, string Name)[] members = [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (NameOf(metadata, (TypeReferenceHandle)member.Parent), metadata.GetString(member.Name)))];

        Assert.Contains(("System.TimeSpan", "get_Ticks"), members);
        foreach ((string type, string[] pure) in HalfPure)
            Assert.Empty(members.Where(member => member.Type == type).Select(member => member.Name).Except(pure));
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
