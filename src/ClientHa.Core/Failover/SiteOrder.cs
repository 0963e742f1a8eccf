using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <summary>
/// A client's own order of the sites. Each site's key is the largest of as many hashes as it has entries; keys sort falling.
/// So heads are shared by weight over many clients (Efraimidis and Spirakis, "Weighted random sampling with a reservoir",
/// 2006; gRFC A113), adding or removing a site moves only that site's clients, and every machine agrees, since only integers
/// are compared.
/// </summary>
internal static class SiteOrder
{
    /// <summary>Sorts by the drawn keys; a first choice that was named goes to the head.</summary>
    public static ImmutableArray<int> Drawn(SiteList list, ulong seed, int? first = null)
    {
        ulong[] keys = new ulong[list.Names.Length];
        int[] seen = new int[keys.Length];
        foreach (int site in list.Entries)
            keys[site] = Math.Max(keys[site], Prng.Hash(seed + (ulong)seen[site]++, list.Names[site]));
        if (first is { } head)
            keys[head] = ulong.MaxValue;
        return Sorted(keys);
    }

    /// <summary>The list's own order.</summary>
    public static ImmutableArray<int> Listed(SiteList list) => [.. Enumerable.Range(0, list.Names.Length)];

    private static ImmutableArray<int> Sorted(ulong[] keys)
    {
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(order, (left, right) =>
            keys[left] != keys[right] ? keys[right].CompareTo(keys[left]) : left.CompareTo(right));
        return [.. order];
    }
}
