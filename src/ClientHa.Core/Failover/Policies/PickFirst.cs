using System.Collections.Immutable;

namespace ClientHa.Core.Failover.Policies;

/// <summary>The first candidate in the client's own order.</summary>
internal sealed class PickFirst : SitePolicy
{
    public override int Pick(
        ulong candidates, ImmutableArray<int> order, ImmutableArray<int> entries, ulong seed, ulong ticket)
    {
        foreach (int site in order)
        {
            if ((candidates >> site & 1) != 0)
                return site;
        }
        throw new ArgumentException("no candidate is in the order", nameof(candidates));
    }
}
