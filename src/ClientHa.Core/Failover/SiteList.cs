using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <summary>The configured sites: distinct names, and the entries, in which a name that is repeated has more weight.</summary>
internal sealed record SiteList(ImmutableArray<string> Names, ImmutableArray<int> Entries)
{
    /// <summary>Sets of sites are the bits of one number.</summary>
    public const int MaxSites = 64;

    public static SiteList Of(params string[] entries)
    {
        string[] names = [.. entries.Distinct(StringComparer.OrdinalIgnoreCase)];
        ArgumentOutOfRangeException.ThrowIfZero(names.Length, nameof(entries));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Length, MaxSites, nameof(entries));
        return new([.. names], [.. entries.Select(entry =>
            Array.FindIndex(names, name => name.Equals(entry, StringComparison.OrdinalIgnoreCase)))]);
    }
}
