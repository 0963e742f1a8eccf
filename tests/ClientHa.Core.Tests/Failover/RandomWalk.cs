using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>A client to which anything may happen, in any order: each byte is a step. What must always hold is checked.</summary>
internal sealed class RandomWalk
{
    private readonly Scenario scenario;
    private readonly List<SiteEvent> probes = [];
    private readonly Instant[] home;
    private int step;

    public RandomWalk(ulong seed)
    {
        int sites = 1 + (int)(seed % 4);
        scenario = new(sites, new()
        {
            Policy = (SelectionPolicy)(seed / 4 % 2),
            Failback = (Failback)(seed / 8 % 4),
            ReconnectDelay = TimeSpan.FromSeconds(seed / 32 % 3 * 30),
        }, seed);
        home = new Instant[sites];
    }

    public void Run(byte[] steps)
    {
        foreach (byte each in steps)
        {
            FailoverState before = scenario.State;
            Step(each);
            foreach (SiteHealth site in scenario.State.Sites.Where(site => site.State == SiteState.Ejected))
                home[Index(site)] = site.ReadmitAt;
            if (before.IsPanic || scenario.State.IsPanic)
                Array.Clear(home); // The delay is waived.
            Check(before);
        }
    }

    private void Step(byte what)
    {
        int site = what / 16 % scenario.State.Sites.Length;
        ulong method = (ulong)(what / 64);
        switch (what % 16)
        {
            case 0: scenario.AfterSeconds(0.3); break;
            case 1: scenario.AfterSeconds(what / 16); break;
            case 2: scenario.AfterSeconds(what); break;
            case 3: StartProbe(site); break; // Even if none is due.
            case 4: EndProbe(SiteEventKind.ProbeSucceeded); break;
            case 5: EndProbe(SiteEventKind.ProbeFailed); break;
            case 6: scenario.State = scenario.State.RaceStarted(scenario.Now); break;
            case 7: scenario.State = scenario.State.RaceEnded(scenario.Now); break;
            case 8: scenario.Happens(SiteEventKind.Resolved, site, at: $"192.0.2.{method % 3}:8001"); break;
            case 9: scenario.Happens(SiteEventKind.Down, site, nameAlone: method == 0); break;
            case 10: scenario.Happens(SiteEventKind.Draining, site); break;
            case 11: scenario.Happens(SiteEventKind.Silent, site); break;
            case 12: scenario.Happens(SiteEventKind.Broken, site, method: method); break;
            case 13: HappenHere(site, what / 64); break;
            case 14: StartDueProbes(); break;
            default: scenario.Happens(SiteEventKind.Answered, site); break;
        }
        step++;
    }

    private void HappenHere(int site, int which)
    {
        if (which == 3)
            scenario.State = scenario.State.GoHome(scenario.Now);
        else
            scenario.Happens(which == 2 ? SiteEventKind.NetworkChanged : SiteEventKind.Local, site);
    }

    private void StartDueProbes()
    {
        for (int i = 0; i < scenario.State.Sites.Length; i++)
        {
            if (scenario.State.IsProbeDue(i, scenario.Now))
                StartProbe(i);
        }
    }

    private void StartProbe(int site)
    {
        probes.Add(new(SiteEventKind.ProbeStarted, site, scenario[site].Generation));
        scenario.Happens(SiteEventKind.ProbeStarted, site);
    }

    private void EndProbe(SiteEventKind kind)
    {
        if (probes.Count == 0)
            return;
        SiteEvent probe = probes[step % probes.Count];
        probes.Remove(probe);
        scenario.State = scenario.State.Record(probe with { Kind = kind }, scenario.Now);
    }

    private void Check(FailoverState before)
    {
        FailoverState state = scenario.State;
        Assert.Equal(before.Sites.Select(site => site.Name), state.Sites.Select(site => site.Name));
        Assert.Equal(state.Sites.All(site => !site.IsUp), state.IsPanic);
        for (int i = 0; i < state.Sites.Length; i++)
            CheckSite(i, before.Sites[i], state.Sites[i]);
        CheckPicks(state);
        CheckRace(state);
    }

    private void CheckSite(int index, SiteHealth before, SiteHealth site)
    {
        Assert.True(site.Generation >= before.Generation, "a generation never goes back");
        Assert.InRange(site.SuspectDelay.TotalSeconds, 1, 15);
        Assert.True(!site.IsProbing || probes.Any(probe => (probe.Site, probe.Generation) == (index, site.Generation)),
            "a site waits for a probe that nobody runs");
        bool wantsProbes = site.State is SiteState.Ejected or SiteState.Draining or SiteState.Suspected;
        Assert.True(!wantsProbes || site.IsProbing || site.NextProbeAt != Instant.Never, "a site is never probed again");
        Assert.True(site.State != SiteState.Available || (site.NextProbeAt == Instant.Never && !site.IsProbing));
        if ((scenario.State.WantsAnswers >> index & 1) == 0)
        {
            SiteEvent answered = new(SiteEventKind.Answered, index, site.Generation);
            Assert.Same(scenario.State, scenario.State.Record(answered, scenario.Now));
        }
    }

    private void CheckPicks(FailoverState state)
    {
        for (ulong tried = 0; tried < 1UL << state.Sites.Length; tried++)
        {
            Decision decision = scenario.Next(inFlight: step % 2, tried: tried, ticket: (ulong)step);
            SiteHealth[] left = [.. state.Sites.Where((site, i) => site.IsUp && (tried >> i & 1) == 0)];
            Assert.Equal(left.Length > 0, decision.Kind == DecisionKind.Attempt);
            if (decision.Kind != DecisionKind.Attempt)
                continue;
            SiteHealth picked = state.Sites[decision.Site];
            Assert.Contains(picked, left);
            Assert.True(home[decision.Site] <= scenario.Now, "an ejected site was picked before its time");
            bool isSecondChoice = picked.State == SiteState.Returning && scenario.Now < picked.HomeFrom;
            Assert.False(isSecondChoice && left.Any(site => site.State is SiteState.Available or SiteState.Suspected));
        }
    }

    private static void CheckRace(FailoverState state)
    {
        int[] race = [.. state.RaceOrder()];
        Assert.Equal(race.Distinct(), race);
        for (int i = 0; i < state.Sites.Length; i++)
        {
            ulong standIns = state.Sites[i].NameAlone ? 1UL << i : state.Aliases(i);
            Assert.Contains(race, raced => (standIns >> raced & 1) != 0);
        }
    }

    private int Index(SiteHealth site) => scenario.State.List.Names.IndexOf(site.Name);
}
