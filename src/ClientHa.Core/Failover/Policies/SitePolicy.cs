using System.Collections.Immutable;

namespace ClientHa.Core.Failover.Policies;

/// <summary>Picks one of the candidates. A new policy is a file beside this one and a line in <see cref="Of"/>.</summary>
internal abstract class SitePolicy
{
    public static SitePolicy Of(SelectionPolicy policy) => policy switch
    {
        SelectionPolicy.PickFirst => new PickFirst(),
        SelectionPolicy.RoundRobin => new RoundRobin(),
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "not a selection policy"),
    };

    /// <param name="candidates">The sites to pick from, as bits; never empty.</param>
    /// <param name="order">The client's own order of all sites.</param>
    /// <param name="entries">The configured entries: a site stands there as often as its weight says.</param>
    /// <param name="seed">The client's dice.</param>
    /// <param name="ticket">The number of the call.</param>
    public abstract int Pick(
        ulong candidates, ImmutableArray<int> order, ImmutableArray<int> entries, ulong seed, ulong ticket);
}
