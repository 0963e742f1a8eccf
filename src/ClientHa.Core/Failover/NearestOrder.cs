using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <summary>
/// A client's order by connect times. Sites that differ by less than a window are equally near, and stand as they were drawn: or all
/// clients of one building would go to the site that is half a millisecond nearer (MongoDB's server selection, localThresholdMS).
/// </summary>
internal static class NearestOrder
{
    /// <summary>So much slower than the fastest a site may be and still be near.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(15);

    /// <summary>The first choice stays where it is until it is slower by this: or two sites at the window's edge would take turns.</summary>
    public static readonly TimeSpan Release = 2 * Window;

    /// <summary>How long the first calls wait for what all sites' connect times are.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How much a new measurement says beside the earlier ones.</summary>
    private const double Weight = 0.3;

    /// <param name="times">Of each site; null where it was not connected to yet. Those come last.</param>
    /// <param name="drawn">The order by the draw.</param>
    /// <param name="present">The first choice so far; null where none was made.</param>
    public static ImmutableArray<int> Of(ImmutableArray<TimeSpan?> times, ImmutableArray<int> drawn, int? present)
    {
        ImmutableArray<int>.Builder order = ImmutableArray.CreateBuilder<int>(drawn.Length);
        List<int> rest = new(drawn);
        if (present is { } head && times[head] - times.Min() <= Release)
            Take(head);
        while (rest.Exists(site => times[site] is not null))
        {
            TimeSpan? fastest = rest.Min(site => times[site]);
            foreach (int site in rest.FindAll(site => times[site] - fastest <= Window))
                Take(site);
        }
        order.AddRange(rest);
        return order.MoveToImmutable();

        void Take(int site)
        {
            rest.Remove(site);
            order.Add(site);
        }
    }

    /// <summary>A connection was made: one that was slow by chance moves nobody.</summary>
    public static TimeSpan Smoothed(TimeSpan? before, TimeSpan took) => before is { } old ? (old * (1 - Weight)) + (took * Weight) : took;
}
