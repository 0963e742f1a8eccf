using System.Collections.Immutable;

namespace ClientHa.Configuration;

/// <summary>The replay modes of single methods. Asked for a call that failed, so it allocates nothing.</summary>
internal sealed class ReplayOverrides : IEquatable<ReplayOverrides>
{
    private readonly ImmutableArray<(string Pattern, Replay Mode)> modes;

    /// <summary>What is most exact stands first: a name before a pattern, a longer pattern before a shorter one.</summary>
    public ReplayOverrides(IEnumerable<KeyValuePair<string, Replay>> modes) => this.modes =
    [
        .. modes.OrderBy(each => each.Key.Contains('*')).ThenByDescending(each => each.Key.Length).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => (each.Key, each.Value)),
    ];

    /// <summary>The mode for the path of a request, such as <c>/clinic.Clinic/Book</c>; null if none is written for it.</summary>
    public Replay? Of(string path)
    {
        foreach ((string pattern, Replay mode) in modes)
        {
            if (MethodPattern.Matches(pattern, path))
                return mode;
        }
        return null;
    }

    public bool Equals(ReplayOverrides? other) => other is not null && modes.SequenceEqual(other.modes);

    public override bool Equals(object? obj) => Equals(obj as ReplayOverrides);

    public override int GetHashCode() => modes.Length;

    public static ReplayOverrides Read(IDictionary<string, Replay>? modes, Findings findings)
    {
        modes ??= ImmutableDictionary<string, Replay>.Empty;
        foreach ((string pattern, Replay mode) in modes)
        {
            if (!MethodPattern.IsValid(pattern))
            {
                findings.Fail($"ReplayOverrides \"{pattern}\" is not a full method name: write it like /clinic.Clinic/Book or " +
                    "/clinic.Clinic/Get*");
            }
            if (!Enum.IsDefined(mode))
                findings.Fail($"ReplayOverrides \"{pattern}\" {mode} is unknown: write one of {string.Join(", ", Enum.GetNames<Replay>())}");
        }
        return new(modes.Where(each => MethodPattern.IsValid(each.Key)));
    }
}
