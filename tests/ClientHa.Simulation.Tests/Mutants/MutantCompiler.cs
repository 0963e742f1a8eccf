using System.Reflection;
using System.Runtime.Loader;
using ClientHa.Testing.Simulation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ClientHa.Simulation.Tests.Mutants;

/// <summary>Compiles the rules of clients and sites, and the simulation around them, anew; with a mistake in them or without.</summary>
internal static class MutantCompiler
{
    private const string Prefix = "Sources/";
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    // A preview of the language, as the compiler's package is older than the SDK.
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    private static readonly Lazy<CSharpCompilation> Original = new(() => CSharpCompilation.Create(
        "Mutant",
        [.. Sources().Append(CSharpSyntaxTree.ParseText(ImplicitUsings, ParseOptions))],
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>Compiles the sources as they are.</summary>
    /// <returns>What runs a seed: <see cref="Simulator.Try"/>.</returns>
    public static Func<ulong, (string? Violation, ulong Digest)> Compile(OptimizationLevel level) =>
        Load(Original.Value.WithOptions(Original.Value.Options.WithOptimizationLevel(level)));

    /// <summary>Compiles them with one text of one file replaced.</summary>
    /// <param name="file">Its path without the ending, such as Core/Replication/Replica.</param>
    /// <param name="text">Stands there once.</param>
    /// <param name="replacement">The mistake.</param>
    public static Func<ulong, (string? Violation, ulong Digest)> Compile(string file, string text, string replacement)
    {
        SyntaxTree tree = Original.Value.SyntaxTrees.Single(tree => tree.FilePath == file);
        string source = tree.ToString();
        int at = source.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0 && source.IndexOf(text, at + 1, StringComparison.Ordinal) < 0, $"{file} holds \"{text}\" not once");
        string mutant = source.Replace(text, replacement, StringComparison.Ordinal);
        return Load(Original.Value.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(mutant, ParseOptions, file)));
    }

    private static Func<ulong, (string? Violation, ulong Digest)> Load(CSharpCompilation compilation)
    {
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        // Not a collectible one: the runtime has crashed while it unloaded mutants and ran others, and all of them fit into memory.
        AssemblyLoadContext context = new("mutant");
        return context.LoadFromStream(image).GetType(typeof(Simulator).FullName!, throwOnError: true)!
            .GetMethod(nameof(Simulator.Try), BindingFlags.Static | BindingFlags.Public)!
            .CreateDelegate<Func<ulong, (string? Violation, ulong Digest)>>();
    }

    private static IEnumerable<SyntaxTree> Sources()
    {
        foreach (string name in typeof(MutantCompiler).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(typeof(MutantCompiler).Assembly.GetManifestResourceStream(name)!);
            yield return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), ParseOptions, name[Prefix.Length..].Replace('\\', '/'));
        }
    }
}
