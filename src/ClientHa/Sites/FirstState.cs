using System.Collections.Immutable;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>What a client knows of its sites before its first call: what its configuration says.</summary>
internal static class FirstState
{
    public static FailoverState Of(HaPlan plan, ulong seed, Instant now)
    {
        SiteList list = new([.. plan.Sites.Select(site => site.ToString())], plan.Entries);
        FailoverRules rules = new()
        {
            Policy = plan.Policy,
            Failback = plan.Failback,
            ReconnectDelay = plan.ReconnectDelay,
            PrefersNearest = PrefersNearest(plan),
        };
        ImmutableArray<int> order = plan.FirstChoice.Kind == FirstChoiceKind.Ordered
            ? SiteOrder.Listed(list)
            : SiteOrder.Drawn(list, seed, plan.FirstChoice.Site);

        // The order may have to be the same after a restart; the jitter must not be the same on every machine of a site.
        return new(rules, list, order, plan.Seed ?? FirstChoiceSeed.Random(), now);
    }

    /// <summary>With calls going to all sites in turn there is no first choice.</summary>
    public static bool PrefersNearest(HaPlan plan) =>
        plan.FirstChoice.Kind == FirstChoiceKind.Nearest && plan.Policy == SelectionPolicy.PickFirst;
}
