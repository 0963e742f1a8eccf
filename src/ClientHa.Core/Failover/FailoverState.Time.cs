using System.Collections.Immutable;

namespace ClientHa.Core.Failover;

/// <content>What is due when, and what time alone brings: probes, races, the end of a delay.</content>
internal sealed partial class FailoverState
{
    /// <summary>When the shell must look again: to advance, to probe, or to race.</summary>
    public Instant NextWake(bool callsWait)
    {
        if (IsPanic)
            return Panic.IsRoundRunning ? Instant.Never : callsWait ? Panic.NextRoundAt : Panic.NextIdleRoundAt;
        Instant wake = Instant.Never;
        foreach (SiteHealth site in Sites)
            wake = Instant.Earlier(wake, site.NextWake);
        return wake;
    }

    /// <summary>When the site is asked next whether it is there: alone, or in panic by the race over all, whose time has come where one runs.</summary>
    public Instant NextProbe(int site, bool callsWait) =>
        !IsPanic ? Sites[site].NextProbeAt : Panic.IsRoundRunning ? Panic.RoundStartedAt : NextWake(callsWait);

    /// <summary>Whether the site is to be probed now. Not in panic: then all are raced.</summary>
    public bool IsProbeDue(int site, Instant now) =>
        !IsPanic && !Sites[site].IsProbing && Sites[site].NextProbeAt <= now;

    /// <summary>Carries out what only time brings: the end of a reconnect delay, and of the time to come home.</summary>
    public FailoverState Advance(Instant now)
    {
        Prng dice = this.dice;
        ImmutableArray<SiteHealth> sites = Sites;
        for (int i = 0; i < sites.Length; i++)
        {
            SiteHealth site = sites[i];
            if (site.State == SiteState.Returning && now >= site.HomeBy)
                sites = sites.SetItem(i, site.Home(now));
            else if (site.State == SiteState.Ejected && site.IsConfirmed && now >= site.ReadmitAt)
                sites = sites.SetItem(i, site.Readmitted(Rules, now, ref dice));
        }
        return sites == Sites ? this : With(sites, dice, Panic);
    }

    /// <summary>The panic race: distinct endpoints, starting one further each time.</summary>
    public ImmutableArray<int> RaceOrder()
    {
        ulong seen = 0;
        ImmutableArray<int>.Builder race = ImmutableArray.CreateBuilder<int>(Order.Length);
        for (int i = 0; i < Order.Length; i++)
        {
            // Not by connect times, which change meanwhile: then one site might stand first again and again.
            int site = drawn[(i + Panic.Rounds) % drawn.Length];

            // A name that failed by itself (a wrong certificate) says nothing about its alias, nor the alias about it.
            bool isAlone = Sites[site].NameAlone;
            if (!isAlone && (seen >> site & 1) != 0)
                continue;
            race.Add(site);
            seen |= isAlone ? 0 : Aliases(site);
        }
        return race.ToImmutable();
    }

    public FailoverState RaceStarted(Instant now) => With(Sites, dice, Panic.Started(now));

    /// <summary>A race is over; if it found no site, the calls that began before it may be failed.</summary>
    public FailoverState RaceEnded(Instant now)
    {
        Prng dice = this.dice;
        Panic ended = Panic.Ended(IsPanic, now, ref dice);
        return With(Sites, dice, ended);
    }
}
