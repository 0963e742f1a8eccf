using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ClientHa.Packages.Tests.Snippets;

/// <summary>Compiles a block of a document as a user would: a program of its own with the SDK's implicit usings.</summary>
internal static partial class SnippetCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // A preview of the language, as the compiler's package is older than the SDK.
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    /// <summary>Packages that a user has and this repository can't restore, compiled from their stand-ins.</summary>
    private static readonly Lazy<MetadataReference> Stubs = new(() =>
    {
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(Path.Combine(Repository.TestProject, "Stubs"), "*.cs")
            .Select(file => Parse(File.ReadAllText(file), file));
        using var image = new MemoryStream();
        IEnumerable<string> errors = Errors(Create([.. trees], PlatformReferences.All, OutputKind.DynamicallyLinkedLibrary), image);
        return !errors.Any()
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException("The stubs do not compile:\n" + string.Join('\n', errors));
    });

    /// <summary>The compiler's errors, each with its place in the document; none if the block compiles.</summary>
    public static IReadOnlyList<string> Errors(MarkdownBlock block)
    {
        SyntaxTree tree = Parse(Program(block), block.File);
        bool isProgram = tree.GetRoot().DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        CSharpCompilation compilation = Create(
            [tree],
            [.. PlatformReferences.All, Stubs.Value],
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary);
        return [.. Errors(compilation, Stream.Null)];
    }

    /// <summary>Usings first, wherever they stood; then the context; then the block, under its own line numbers.</summary>
    private static string Program(MarkdownBlock block)
    {
        var usings = new StringBuilder();
        var body = new StringBuilder();
        if (block.Context is { } name)
            Append(Path.Combine("Contexts", name + ".cs"), 1, ReadContext(block, name));
        Append(block.File, block.Line, block.Text);
        return usings.Append(body).ToString();

        void Append(string file, int line, string text)
        {
            body.Append($"#line {line} \"{file}\"\n");
            foreach (string each in text.Split('\n'))
            {
                bool isUsing = UsingDirective().IsMatch(each);
                if (isUsing)
                    usings.Append($"#line {line} \"{file}\"\n{each}\n");
                // A line such as "#:package ClientHa" speaks to `dotnet run file.cs` and not to the compiler.
                body.Append(isUsing || each.StartsWith("#:", StringComparison.Ordinal) ? "" : each).Append('\n');
                line++;
            }
        }
    }

    private static string ReadContext(MarkdownBlock block, string name)
    {
        string file = Path.Combine(Repository.TestProject, "Snippets", "Contexts", name + ".cs");
        return File.Exists(file)
            ? File.ReadAllText(file).ReplaceLineEndings("\n")
            : throw new InvalidOperationException($"{block.File}({block.Line - 1}): there is no context {name}; add {file}.");
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);

    private static CSharpCompilation Create(SyntaxTree[] trees, IEnumerable<MetadataReference> references, OutputKind kind) =>
        CSharpCompilation.Create(
            "Snippet",
            [Parse(ImplicitUsings, "ImplicitUsings.cs"), .. trees],
            references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));

    private static IEnumerable<string> Errors(CSharpCompilation compilation, Stream image) =>
        compilation.Emit(image).Diagnostics
            .Where(each => each.Severity == DiagnosticSeverity.Error)
            .Select(each => (Place: each.Location.GetMappedLineSpan(), each.Id, Message: each.GetMessage(null)))
            .Select(each => $"{each.Place.Path}({each.Place.StartLinePosition.Line + 1}): error {each.Id}: {each.Message}");

    [GeneratedRegex(@"^\s*using\s+(static\s+)?[\w.]+(\s*=\s*[\w.<>,\s]+)?;\s*$")]
    private static partial Regex UsingDirective();
}
