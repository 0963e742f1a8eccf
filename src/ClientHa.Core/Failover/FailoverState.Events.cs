using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <content>What an event makes of the sites.</content>
internal sealed partial class FailoverState
{
    public FailoverState Record(in SiteEvent happened, Instant now)
    {
        int index = happened.Site;
        SiteHealth site = Sites[index];
        Prng dice = this.dice;

        // A generation is one of connections; what no connection saw is news whenever it comes.
        bool wasSeenByConnection = happened.Kind is not
            (SiteEventKind.Local or SiteEventKind.Resolved or SiteEventKind.Renewed or SiteEventKind.NetworkChanged or SiteEventKind.Connected);
        if (wasSeenByConnection && happened.Generation != site.Generation)
            return this;
        switch (happened.Kind)
        {
            case SiteEventKind.Answered:
                SiteHealth answered = site.Answered(IsHome(site, now), now);
                return With(index, answered, dice, Panic.Rounds > 0 ? Panic with { Rounds = 0 } : Panic);

            case SiteEventKind.Down:
                return Ejected(happened, now);

            case SiteEventKind.Draining:
                return With(index, site.Draining(happened.Reason, Rules, now, ref dice), dice);

            case SiteEventKind.Silent:
                return With(index, site.Suspected(happened.Reason, happened.IsStream ? Suspicion.Stream : Suspicion.Call, now), dice);

            case SiteEventKind.Broken:
                SiteHealth broken = site.Broken(happened.Method, IsHome(site, now), now, out bool isEnough);
                return isEnough && AnotherAnswers(index) ? Ejected(happened, now) : With(index, broken, dice);

            case SiteEventKind.Local:
                // Each call that waits finds the same. If that were news each time, calls would wake one another without end.
                return now - Surroundings.UnreachableAt < FailoverRules.FirstProbeDelay ? this : ProbedAtOnce(now);

            case SiteEventKind.ProbeStarted:
                return With(index, site.ProbeStarted(), dice);

            case SiteEventKind.ProbeSucceeded:
                SiteHealth alive = IsPanic ? site.Available(now) : site.ProbeSucceeded(Rules, now, ref dice);
                return With(index, alive, dice);

            case SiteEventKind.ProbeFailed:
                SiteHealth probed = happened.IsLocal
                    ? site.ProbeFailedHere(Rules, now, ref dice)
                    : site.ProbeFailed(happened.Reason, Rules, now, ref dice);
                return probed.State == SiteState.Ejected && site.State != SiteState.Ejected
                    ? Ejected(happened with { Reason = probed.Reason }, now)
                    : With(index, probed, dice);

            case SiteEventKind.Resolved:
                return happened.EndpointKey is { } key && key != site.EndpointKey
                    ? With(index, site.Moved(key, now), dice)
                    : this;

            case SiteEventKind.Renewed:
                return With(index, site.Renewed(now), dice);

            case SiteEventKind.NetworkChanged:
                return NetworkChanged(happened.Reason, now);

            case SiteEventKind.Connected:
                return Rules.PrefersNearest ? Connected(index, happened.ConnectTime, now) : this;

            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "not an event");
        }
    }

    /// <summary>A call at a returning site was sent home, or had nowhere else to go. One that strayed moves no other.</summary>
    private bool IsHome(SiteHealth site, Instant now) => now >= site.HomeFrom || available == 0;

    private bool AnotherAnswers(int index)
    {
        ulong others = (available | returning) & ~Aliases(index);
        return Sites.Where((site, i) => (others >> i & 1) != 0 && !site.IsSuspected).Any();
    }

    private FailoverState ProbedAtOnce(Instant now) => new(
        Rules, List, drawn, policy, seed, dice,
        [.. Sites.Select(site => site.ProbedAtOnce(now))], Panic.Anew(now), Surroundings with { UnreachableAt = now });

    private FailoverState NetworkChanged(string? reason, Instant now) => new(
        Rules, List, drawn, policy, seed, dice,
        [.. Sites.Select(site => site.NetworkChanged(reason, now))], Panic.Anew(now), Surroundings with { ChangedAt = now });

    /// <summary>All names of one endpoint are equally near. While the first measurements come in, none of them decides alone.</summary>
    private FailoverState Connected(int index, TimeSpan took, Instant now)
    {
        ulong aliases = Aliases(index);
        ImmutableArray<SiteHealth> sites = [.. Sites.Select((site, i) => (aliases >> i & 1) != 0 ? site.Connected(took) : site)];
        bool isAwaited = now < Surroundings.OrderAwaitedUntil;
        if (!isAwaited)
            return With(sites, dice, Panic, Surroundings with { Nearest = Order[0] });
        bool isComplete = sites.All(site => site.ConnectTime is not null);
        return With(sites, dice, Panic, isComplete ? Surroundings with { OrderAwaitedUntil = now } : Surroundings);
    }

    private FailoverState Ejected(in SiteEvent happened, Instant now)
    {
        Prng dice = this.dice;
        ImmutableArray<SiteHealth> sites = Sites;
        ulong failed = happened.NameAlone ? 1UL << happened.Site : Aliases(happened.Site);
        bool isLocal = now - Surroundings.ChangedAt < FailoverRules.LocalPeriod;
        for (int i = 0; i < sites.Length; i++)
        {
            if ((failed >> i & 1) == 0)
                continue;
            SiteHealth ejected = sites[i].Ejected(happened.Reason, happened.NameAlone, Rules, now, ref dice);
            // What said that it would stop stays so, whatever became of this side's network.
            bool isBlameless = isLocal && ejected.State == SiteState.Ejected;
            sites = sites.SetItem(i, isBlameless ? ejected.Forgiven(now) with { IsBlameless = true } : ejected);
        }
        bool areAllLost = !AreAll(failed) && sites.All(site => site.State == SiteState.Ejected && now - site.Since < FailoverRules.LocalPeriod);
        return With(areAllLost ? [.. sites.Select(site => site.Forgiven(now))] : sites, dice, Panic);
    }

    /// <summary>That the only machine there is has failed says nothing of this side.</summary>
    private bool AreAll(ulong failed) => System.Numerics.BitOperations.PopCount(failed) == Sites.Length;
}
