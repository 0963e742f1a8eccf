using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <content>What a client keeps of its sites when it is configured anew.</content>
internal sealed partial class FailoverState
{
    /// <summary>
    /// This state's sites and rules, with what the old one knew of the sites of the same names: a site that failed does not
    /// get calls because somebody changed an option. What was under way (a probe, a race) is not, and is due at once.
    /// </summary>
    public FailoverState CarriedOver(FailoverState old, Instant now)
    {
        Prng dice = old.dice;
        ImmutableArray<SiteHealth>.Builder sites = ImmutableArray.CreateBuilder<SiteHealth>(Sites.Length);
        foreach (SiteHealth site in Sites)
        {
            SiteHealth? known = old.Sites.FirstOrDefault(each => each.Name == site.Name);
            sites.Add(known is null ? site : Under(known, old.Rules.Failback, now, ref dice));
        }
        Panic panic = old.Panic with
        {
            IsRoundRunning = false,
            NextRoundAt = old.Panic.IsRoundRunning ? now : old.Panic.NextRoundAt,
            NextIdleRoundAt = old.Panic.IsRoundRunning ? now : old.Panic.NextIdleRoundAt,
        };
        int nearest = old.Surroundings.Nearest is { } index ? List.Names.IndexOf(old.List.Names[index]) : -1;
        return new(
            Rules, List, Order, policy, seed, dice, sites.ToImmutable(), panic, old.Surroundings with { Nearest = nearest < 0 ? null : nearest });
    }

    /// <summary>Moments that were drawn by longer delays than the present ones are brought forward, none is put off.</summary>
    private SiteHealth Under(SiteHealth site, Failback before, Instant now, ref Prng dice)
    {
        SiteHealth kept = site with
        {
            ProbesRunning = 0,
            ReadmitAt = Instant.Earlier(site.ReadmitAt, now + (Rules.ReconnectDelay * 1.2)),
            NextProbeAt = Sooner(site.NextProbeAt, now + (Rules.ProbeDelay(int.MaxValue) * 1.2)),
            HomeFrom = Sooner(site.HomeFrom, now + Rules.ReconnectDelay),
            HomeBy = Sooner(site.HomeBy, now + Rules.ReconnectDelay),
        };
        return kept.State == SiteState.Returning && !kept.IsSuspected && before != Rules.Failback
            ? kept.Readmitted(Rules, now, ref dice)
            : kept;
    }

    private static Instant Sooner(Instant planned, Instant latest) =>
        planned == Instant.Never ? planned : Instant.Earlier(planned, latest);
}
