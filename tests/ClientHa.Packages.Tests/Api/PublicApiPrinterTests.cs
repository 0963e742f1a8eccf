using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace ClientHa.Packages.Tests.Api;

public sealed class PublicApiPrinterTests
{
    [Theory]
    [InlineData(
        "public sealed class A { internal int X; public string? Name { get; private set; } public required int B { get; init; } }",
        "public sealed class A|{|    public A()|    public required int B { get; init; }|    public string? Name { get; }|}")]
    [InlineData(
        "public class A { protected virtual void M(int x = 3, string? y = null) { } protected internal A(in int z) { } }",
        "public class A|{|    protected internal A(in int z)|    protected virtual void M(int x = 3, string? y = null)|}")]
    [InlineData(
        "public static class A { public const int Limit = 7; public static T Get<T>(this object o) where T : class => null!; }",
        "public static class A|{|    public const int Limit = 7|    public static T Get<T>(this object o) where T : class|}")]
    [InlineData(
        "public enum A : byte { Second = 2, First = 1 }",
        "public enum A : byte|{|    First = 1,|    Second = 2,|}")]
    [InlineData(
        "public readonly struct A : System.IDisposable { public void Dispose() { } public event System.Action? Gone { add { } remove { } } }",
        "public readonly struct A : System.IDisposable|{|    public event System.Action? Gone|    public void Dispose()|}")]
    [InlineData(
        "public sealed record A(int X);",
        "public sealed record class A : System.IEquatable<S.A>|{|    public A(int X)|    public int X { get; init; }|}")]
    [InlineData(
        "public delegate bool A<in T>(T value); internal class B { public class C { } }",
        "public delegate bool A<in T>(T value)")]
    [InlineData(
        "public interface A<T> where T : struct { void M(T x); class B { } }",
        "public interface A<T> where T : struct|{|    void M(T x)||    public class B|    {|        public B()|    }|}")]
    public void A_declaration_prints_as_it_reads(string source, string expected)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText("#nullable enable\nnamespace S { " + source + " }")],
            PlatformReferences.All,
            new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(each => each.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));

        var reference = Microsoft.CodeAnalysis.MetadataReference.CreateFromImage(image.ToArray());
        CSharpCompilation reader = CSharpCompilation.Create("Reader", references: [.. PlatformReferences.All, reference]);
        string printed = PublicApi.Print((Microsoft.CodeAnalysis.IAssemblySymbol)reader.GetAssemblyOrModuleSymbol(reference)!);

        IEnumerable<string> body = expected.Split('|').Select(line => line.Length == 0 ? "" : "    " + line);
        Assert.Equal("namespace S\n{\n" + string.Join('\n', body) + "\n}\n", printed);
    }
}
