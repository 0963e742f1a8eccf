using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ClientHa.Packages.Tests.Api;

/// <summary>An assembly's public face as sorted text like C#: what a user can name, and what a change can break.</summary>
/// <remarks>Read through the compiler's eyes, so that nullability, <c>init</c>, <c>required</c> and constraints show as written.</remarks>
internal static class PublicApi
{
    public static string Print(Assembly assembly)
    {
        MetadataReference reference = MetadataReference.CreateFromFile(assembly.Location);
        string name = Path.GetFileName(assembly.Location);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "PublicApi",
            references: [.. PlatformReferences.All.Where(other => Path.GetFileName(other.Display) != name), reference]);
        return Print((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!);
    }

    public static string Print(IAssemblySymbol assembly)
    {
        var text = new StringBuilder();
        foreach (INamespaceSymbol space in Namespaces(assembly.GlobalNamespace))
        {
            List<INamedTypeSymbol> types = [.. PublicTypes(space.GetTypeMembers())];
            if (types.Count == 0)
                continue;
            text.Append(text.Length == 0 ? "" : "\n").Append("namespace ").Append(space.ToDisplayString()).Append("\n{\n");
            PublicApiType.PrintAll(text, types, indent: "    ");
            text.Append("}\n");
        }

        return text.ToString();
    }

    /// <summary>The types a user can name, in a stable order.</summary>
    internal static IEnumerable<INamedTypeSymbol> PublicTypes(IEnumerable<INamedTypeSymbol> types) =>
        types.Where(IsVisible)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .ThenBy(type => type.Arity);

    /// <summary>Public, or protected in a type that can be derived from.</summary>
    internal static bool IsVisible(ISymbol symbol) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public => true,
        Accessibility.Protected or Accessibility.ProtectedOrInternal => symbol.ContainingType is { IsSealed: false },
        _ => false,
    };

    private static IEnumerable<INamespaceSymbol> Namespaces(INamespaceSymbol space) =>
        space.GetNamespaceMembers()
            .SelectMany(Namespaces)
            .Prepend(space)
            .OrderBy(each => each.ToDisplayString(), StringComparer.Ordinal);
}
