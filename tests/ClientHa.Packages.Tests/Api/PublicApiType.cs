using System.Text;
using Microsoft.CodeAnalysis;

namespace ClientHa.Packages.Tests.Api;

/// <summary>Prints one type: its kind, modifiers and bases, then its members.</summary>
internal static class PublicApiType
{
    private static readonly SymbolDisplayFormat NameFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance);

    private static readonly SymbolDisplayFormat ReferenceFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat MemberFormat = ReferenceFormat
        .WithGenericsOptions(
            SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints)
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeMemberKeyword);

    public static void PrintAll(StringBuilder text, IEnumerable<INamedTypeSymbol> types, string indent)
    {
        string separator = "";
        foreach (INamedTypeSymbol type in types)
        {
            text.Append(separator);
            Print(text, type, indent);
            separator = "\n";
        }
    }

    private static void Print(StringBuilder text, INamedTypeSymbol type, string indent)
    {
        text.Append(indent).Append(Header(type)).Append('\n');
        if (type.TypeKind == TypeKind.Delegate)
            return;

        text.Append(indent).Append("{\n");
        string inner = indent + "    ";
        foreach (string line in type.TypeKind == TypeKind.Enum ? EnumValues(type) : Members(type))
            text.Append(inner).Append(line).Append('\n');
        List<INamedTypeSymbol> nested = [.. PublicApi.PublicTypes(type.GetTypeMembers())];
        if (nested.Count > 0)
            text.Append('\n');
        PrintAll(text, nested, inner);
        text.Append(indent).Append("}\n");
    }

    private static string Header(INamedTypeSymbol type)
    {
        string access = type.DeclaredAccessibility == Accessibility.Public ? "public " : "protected ";
        if (type is { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: { } invoke })
        {
            string parameters = string.Join(", ", invoke.Parameters.Select(each => each.ToDisplayString(MemberFormat)));
            return $"{access}delegate {invoke.ReturnType.ToDisplayString(ReferenceFormat)} "
                + $"{type.ToDisplayString(NameFormat)}({parameters})";
        }

        string bases = string.Join(", ", Bases(type));
        return access + Modifiers(type) + Kind(type) + " " + type.ToDisplayString(NameFormat)
            + (bases.Length == 0 ? "" : " : " + bases) + Constraints(type);
    }

    private static string Modifiers(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Struct } => (type.IsReadOnly ? "readonly " : "") + (type.IsRefLikeType ? "ref " : ""),
        { TypeKind: not TypeKind.Class } => "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsSealed: true } => "sealed ",
        _ => "",
    };

    private static string Kind(INamedTypeSymbol type) =>
        (type.IsRecord ? "record " : "") + type.TypeKind.ToString().ToLowerInvariant();

    private static IEnumerable<string> Bases(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum)
            return type.EnumUnderlyingType is { SpecialType: not SpecialType.System_Int32 } size ? [size.ToDisplayString()] : [];

        IEnumerable<string> interfaces =
            type.Interfaces.Select(each => each.ToDisplayString(ReferenceFormat)).Order(StringComparer.Ordinal);
        return type.BaseType is { SpecialType: SpecialType.None } parent
            ? interfaces.Prepend(parent.ToDisplayString(ReferenceFormat))
            : interfaces;
    }

    /// <summary>The display of a type with constraints ends in them; the name alone is the same text without.</summary>
    private static string Constraints(INamedTypeSymbol type) =>
        type.ToDisplayString(NameFormat.AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints))
            [type.ToDisplayString(NameFormat).Length..];

    private static IEnumerable<string> EnumValues(INamedTypeSymbol type) =>
        type.GetMembers()
            .OfType<IFieldSymbol>()
            .Where(field => field.HasConstantValue)
            .OrderBy(field => Convert.ToDecimal(field.ConstantValue, null))
            .Select(field => $"{field.Name} = {field.ConstantValue},");

    private static IEnumerable<string> Members(INamedTypeSymbol type) =>
        type.GetMembers()
            .Where(member => PublicApi.IsVisible(member) && member is not ITypeSymbol && !IsGenerated(member))
            .OrderBy(Rank)
            .ThenBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.ToDisplayString(MemberFormat), StringComparer.Ordinal)
            .Select(member => member.ToDisplayString(MemberFormat) + Accessors(member));

    /// <summary>What the compiler writes by itself: accessors, a record's equality, a struct's empty constructor.</summary>
    private static bool IsGenerated(ISymbol member) =>
        member.IsImplicitlyDeclared
        || member is IMethodSymbol { AssociatedSymbol: not null }
        || (member is not IPropertySymbol { Name: not "EqualityContract" }
            && member.GetAttributes().Any(each => each.AttributeClass?.Name == "CompilerGeneratedAttribute"));

    private static int Rank(ISymbol member) => member switch
    {
        IFieldSymbol => 0,
        IMethodSymbol { MethodKind: MethodKind.Constructor } => 1,
        IPropertySymbol => 2,
        IEventSymbol => 3,
        _ => 4,
    };

    /// <summary>Only the accessors that a user can call: a private setter is nobody's business.</summary>
    private static string Accessors(ISymbol member)
    {
        if (member is not IPropertySymbol property)
            return "";
        string get = property.GetMethod is { } getter && PublicApi.IsVisible(getter) ? Access(getter, property) + "get; " : "";
        string set = property.SetMethod is { } setter && PublicApi.IsVisible(setter)
            ? Access(setter, property) + (setter.IsInitOnly ? "init; " : "set; ")
            : "";
        return $" {{ {get}{set}}}";
    }

    private static string Access(IMethodSymbol accessor, IPropertySymbol property) =>
        accessor.DeclaredAccessibility == property.DeclaredAccessibility ? "" : "protected ";
}
