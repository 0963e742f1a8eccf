namespace ClientHa.Core.Failover;

/// <summary>
/// What an event makes of one site: client.md's sections on failures and on the reconnect delay, a rule a method. Each draws
/// what it needs from the dice and leaves them further on.
/// </summary>
internal static class SiteTransitions
{
    public static SiteHealth Ejected(
        this SiteHealth site, string? reason, bool nameAlone, FailoverRules rules, Instant now, ref Prng dice)
    {
        // What said that it would stop may refuse calls: that is still the drain, without a reconnect delay.
        if (site.State == SiteState.Draining)
            return site with { Reason = reason, ConsecutiveGoodProbes = 0 };

        dice = dice.Draw(rules.ReconnectDelay * 0.8, rules.ReconnectDelay * 1.2, out TimeSpan delay);
        bool wasGoodForLong = site.IsUp && now - site.GoodSince >= FailoverRules.GoodPeriod;
        return site with
        {
            State = SiteState.Ejected,
            Since = now,
            Generation = site.Generation + 1,
            Reason = reason,
            NameAlone = nameAlone,
            IsBlameless = false,
            ReadmitAt = now + (wasGoodForLong ? delay / FailoverRules.FirstFailureDivisor : delay),
            SuspectDelay = FailoverRules.FirstSuspectDelay,
            BrokenAnswers = 0,
            ConsecutiveGoodProbes = 0,
            ConsecutiveFailedProbes = 0,
            ProbesRunning = 0,
            NextProbeAt = now + Jittered(rules.ProbeDelay(0), ref dice),
            HomeFrom = Instant.Never,
            HomeBy = Instant.Never,
        };
    }

    /// <summary>Calls in flight finish, so the generation stays; the reconnect delay does not apply.</summary>
    public static SiteHealth Draining(this SiteHealth site, string? reason, FailoverRules rules, Instant now, ref Prng dice) =>
        !site.IsUp ? site : site with
        {
            State = SiteState.Draining,
            Since = now,
            Reason = reason,
            ReadmitAt = now,
            BrokenAnswers = 0,
            ConsecutiveGoodProbes = 0,
            ConsecutiveFailedProbes = 0,
            ProbesRunning = 0,
            NextProbeAt = now + Jittered(rules.ProbeDelay(0), ref dice),
        };

    /// <summary>A returning site is asked too, but stays a second choice: a suspicion must not bring calls home.</summary>
    public static SiteHealth Suspected(this SiteHealth site, string? reason, Suspicion suspicion, Instant now) => site.State switch
    {
        SiteState.Available => site with
        {
            State = SiteState.Suspected,
            Since = now,
            Reason = reason,
            Suspicion = suspicion,
            NextProbeAt = now,
        },
        SiteState.Returning when !site.IsSuspected => site with { Reason = reason, Suspicion = suspicion, NextProbeAt = now },
        _ => site,
    };

    public static SiteHealth Available(this SiteHealth site, Instant now) => site with
    {
        State = SiteState.Available,
        Since = now,
        GoodSince = site.IsUp ? site.GoodSince : now,
        Reason = null,
        NameAlone = false,
        IsBlameless = false,
        ConsecutiveFailedProbes = 0,
        ProbesRunning = 0,
        NextProbeAt = Instant.Never,
        HomeFrom = Instant.Never,
        HomeBy = Instant.Never,
    };

    /// <summary>The time to come home is over. A suspicion goes on until its probe ends, or a dead site would get the calls.</summary>
    public static SiteHealth Home(this SiteHealth site, Instant now) => site.IsSuspected
        ? site with { State = SiteState.Suspected, Since = now, HomeFrom = Instant.Never, HomeBy = Instant.Never }
        : site.Available(now);

    /// <summary>A good answer to a user's call.</summary>
    public static SiteHealth Answered(this SiteHealth site, bool isHome, Instant now)
    {
        SiteHealth heard = site.Heard(isHome, now);
        return heard.BrokenAnswers > 0 ? heard with { BrokenAnswers = 0 } : heard;
    }

    /// <summary>The reconnect delay is over and the probes are good: when do this client's calls come home?</summary>
    public static SiteHealth Readmitted(this SiteHealth site, FailoverRules rules, Instant now, ref Prng dice)
    {
        SiteHealth available = site.Available(now);
        if (site.IsBlameless)
            return available;
        switch (rules.Failback)
        {
            case Failback.Immediate:
                return available;
            case Failback.Never or Failback.Manual:
                return available with { State = SiteState.Returning };
            default:
                // Clients that always have a call in flight, a watch say, come home with the latest moment: that is drawn too.
                TimeSpan wait = rules.ReconnectDelay / FailoverRules.IdleWaitDivisor;
                dice = dice.Draw(TimeSpan.Zero, rules.ReconnectDelay - wait, out TimeSpan delay);
                return available with
                {
                    State = SiteState.Returning,
                    HomeFrom = now + delay,
                    HomeBy = now + delay + wait,
                };
        }
    }

    public static SiteHealth ProbeStarted(this SiteHealth site) =>
        site.NextProbeAt == Instant.Never ? site : site with { ProbesRunning = site.ProbesRunning + 1 };

    public static SiteHealth ProbeSucceeded(this SiteHealth site, FailoverRules rules, Instant now, ref Prng dice)
    {
        if (site.IsUp)
            return site.IsSuspected ? site.Cleared(now) : site;

        SiteHealth good = site with
        {
            ProbesRunning = Math.Max(0, site.ProbesRunning - 1),
            ConsecutiveGoodProbes = site.ConsecutiveGoodProbes + 1,
            ConsecutiveFailedProbes = 0,
        };
        if (good.IsConfirmed && now >= good.ReadmitAt)
            return good.Readmitted(rules, now, ref dice);

        // A first good probe wants to be confirmed soon; a confirmed site is only watched until its delay ends.
        TimeSpan delay = good.IsConfirmed ? rules.ProbeDelay(int.MaxValue) : rules.ProbeDelay(0);
        return good with { NextProbeAt = now + Jittered(delay, ref dice) };
    }

    /// <summary>A failed probe postpones the return; it does not count as a failure of the site.</summary>
    public static SiteHealth ProbeFailed(this SiteHealth site, string? reason, FailoverRules rules, Instant now, ref Prng dice)
    {
        if (site.IsSuspected)
            return site.Ejected($"{site.Reason}, and a probe failed: {reason}", nameAlone: false, rules, now, ref dice);
        if (site.IsUp)
            return site;
        int failures = site.ConsecutiveFailedProbes + 1;
        return site with
        {
            ProbesRunning = Math.Max(0, site.ProbesRunning - 1),
            Reason = reason ?? site.Reason,
            ConsecutiveGoodProbes = 0,
            ConsecutiveFailedProbes = failures,
            NextProbeAt = now + Jittered(rules.ProbeDelay(failures), ref dice),
        };
    }

    /// <summary>Five broken answers in a row over two methods: counts, and says when it is enough.</summary>
    public static SiteHealth Broken(this SiteHealth site, ulong method, bool isHome, Instant now, out bool isEnough)
    {
        SiteHealth counted = site.Heard(isHome, now) with
        {
            BrokenAnswers = site.BrokenAnswers + 1,
            BrokenMethod = site.BrokenAnswers == 0 ? method : site.BrokenMethod,
            BrokenOverTwoMethods = site.BrokenAnswers > 0 && (site.BrokenOverTwoMethods || method != site.BrokenMethod),
        };
        isEnough = counted.BrokenAnswers >= FailoverRules.BrokenAnswers && counted.BrokenOverTwoMethods;
        return counted;
    }

    public static SiteHealth ProbedAtOnce(this SiteHealth site, Instant now) =>
        site.State is SiteState.Ejected or SiteState.Draining
            ? site with { ConsecutiveFailedProbes = 0, NextProbeAt = now }
            : site;

    public static SiteHealth Connected(this SiteHealth site, TimeSpan took) => site with
    {
        ConnectTime = NearestOrder.Smoothed(site.IsConnectTimeOld ? null : site.ConnectTime, took),
        IsConnectTimeOld = false,
    };

    /// <summary>Probes of an old address say nothing about a new one, nor do connections to it.</summary>
    public static SiteHealth Moved(this SiteHealth site, string endpointKey, Instant now) => site.EndpointKey is null
        ? site with { EndpointKey = endpointKey }
        : site.Renewed(now) with { EndpointKey = endpointKey };

    /// <summary>The site is to be connected to anew: what was seen of it so far says nothing any more.</summary>
    public static SiteHealth Renewed(this SiteHealth site, Instant now) => site.ProbedAtOnce(now) with
    {
        Generation = site.Generation + 1,
        BrokenAnswers = 0,
        ConsecutiveGoodProbes = 0,
        ProbesRunning = 0,
    };

    /// <summary>An answer of any kind: the site is alive, and where calls are at home, it is back.</summary>
    private static SiteHealth Heard(this SiteHealth site, bool isHome, Instant now)
    {
        SiteHealth clear = site.IsSuspected ? site.Cleared(now) : site;
        return clear.State == SiteState.Returning && isHome ? clear.Available(now) : clear;
    }

    /// <summary>A suspicion was wrong: the site is slow, not dead, and is given more time before the next one.</summary>
    private static SiteHealth Cleared(this SiteHealth site, Instant now)
    {
        SiteHealth clear = site.State == SiteState.Returning
            ? site with { Reason = null, ProbesRunning = 0, NextProbeAt = Instant.Never }
            : site.Available(now);
        if (site.Suspicion != Suspicion.Call)
            return clear;
        TimeSpan doubled = site.SuspectDelay * 2, longest = FailoverRules.LongestSuspectDelay;
        return clear with { SuspectDelay = doubled < longest ? doubled : longest };
    }

    public static TimeSpan Jittered(TimeSpan delay, ref Prng dice)
    {
        dice = dice.Draw(delay * 0.8, delay * 1.2, out TimeSpan jittered);
        return jittered;
    }
}
