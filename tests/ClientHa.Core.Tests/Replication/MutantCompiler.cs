using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Compiles the rules of replication and the world anew, with one text of a file replaced.</summary>
internal static class MutantCompiler
{
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
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));

    /// <returns>What runs a world of the mutant from a seed.</returns>
    public static Action<ulong> Compile(string file, string text, string replacement)
    {
        SyntaxTree tree = Original.Value.SyntaxTrees.Single(tree => tree.FilePath == file);
        string source = tree.ToString();
        int at = source.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0 && source.IndexOf(text, at + 1, StringComparison.Ordinal) < 0, $"{file} holds \"{text}\" not once");
        string mutant = source.Replace(text, replacement, StringComparison.Ordinal);

        using MemoryStream image = new();
        IEnumerable<Diagnostic> errors = Original.Value
            .ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(mutant, ParseOptions, file))
            .Emit(image).Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);
        image.Position = 0;
        AssemblyLoadContext context = new("mutant", isCollectible: true);
        return context.LoadFromStream(image).GetType(typeof(World).FullName!, throwOnError: true)!
            .GetMethod(nameof(World.Start), BindingFlags.Static | BindingFlags.Public)!.CreateDelegate<Action<ulong>>();
    }

    private static IEnumerable<SyntaxTree> Sources()
    {
        foreach (string name in typeof(MutantCompiler).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Mutants/", StringComparison.Ordinal)))
        {
            using StreamReader reader = new(typeof(MutantCompiler).Assembly.GetManifestResourceStream(name)!);
            yield return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), ParseOptions, Path.GetFileName(name));
        }
    }
}
