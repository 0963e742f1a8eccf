namespace ClientHa.Core.Failover;

/// <summary>What a fault on this side makes of one site: client.md's row "local", where nobody is blamed.</summary>
internal static class LocalTransitions
{
    /// <summary>
    /// Nothing that was connected before is trusted: calls take fresh connections, and a site that takes calls is asked at once whether
    /// it is still there. What failed just before is not the site's fault.
    /// </summary>
    public static SiteHealth NetworkChanged(this SiteHealth site, string? reason, Instant now)
    {
        SiteHealth fresh = site.Renewed(now) with { IsConnectTimeOld = true };
        if (site.State == SiteState.Ejected && now - site.Since < FailoverRules.LocalPeriod)
            return fresh.Forgiven(now) with { IsBlameless = true };
        return fresh.IsUp
            ? fresh.Suspected(reason, Suspicion.Network, now) with { Suspicion = Suspicion.Network, NextProbeAt = now }
            : fresh;
    }

    /// <summary>The reconnect delay is waived; probes must succeed all the same.</summary>
    public static SiteHealth Forgiven(this SiteHealth site, Instant now) =>
        site.State == SiteState.Ejected ? site with { ReadmitAt = now } : site;

    /// <summary>A probe that never left this machine is repeated, later each time; whoever was suspected stays so.</summary>
    public static SiteHealth ProbeFailedHere(this SiteHealth site, FailoverRules rules, Instant now, ref Prng dice)
    {
        if (site.IsUp && !site.IsSuspected)
            return site;
        int failures = site.ConsecutiveFailedProbes + 1;
        return site with
        {
            ProbesRunning = Math.Max(0, site.ProbesRunning - 1),
            ConsecutiveGoodProbes = 0,
            ConsecutiveFailedProbes = failures,
            NextProbeAt = now + SiteTransitions.Jittered(rules.ProbeDelay(failures), ref dice),
        };
    }
}
