using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace ClientHa.Configuration;

/// <summary>
/// A set of methods by full name, with or without <c>*</c>. Asked for every call that failed, so it allocates nothing.
/// </summary>
internal sealed class MethodPatterns : IEquatable<MethodPatterns>
{
    public static readonly MethodPatterns None = new([]);

    private readonly FrozenSet<string> names;
    private readonly ImmutableArray<string> patterns;

    public MethodPatterns(IEnumerable<string> patterns)
    {
        ILookup<bool, string> byStar = patterns.ToLookup(pattern => pattern.Contains('*'));
        names = byStar[false].ToFrozenSet(StringComparer.Ordinal);
        this.patterns = [.. byStar[true]];
    }

    /// <summary>Whether the path of a request, such as <c>/clinic.Clinic/GetPatient</c>, is in the set.</summary>
    public bool Matches(string path)
    {
        if (names.Contains(path))
            return true;
        foreach (string pattern in patterns)
        {
            if (MethodPattern.Matches(pattern, path))
                return true;
        }
        return false;
    }

    public bool Equals(MethodPatterns? other) =>
        other is not null && names.SetEquals(other.names) && patterns.Order(StringComparer.Ordinal).SequenceEqual(other.patterns.Order(StringComparer.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as MethodPatterns);

    public override int GetHashCode() => HashCode.Combine(names.Count, patterns.Length);

    public static MethodPatterns Read(string name, IList<string>? patterns, Findings findings)
    {
        patterns ??= [];
        for (int i = 0; i < patterns.Count; i++)
        {
            if (!MethodPattern.IsValid(patterns[i]))
            {
                string option = string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
                findings.Fail($"{option} \"{patterns[i]}\" is not a full method name: write it like " +
                    "/clinic.Clinic/GetPatient or /clinic.Clinic/Get*");
            }
        }
        return new(patterns.Where(MethodPattern.IsValid));
    }
}
