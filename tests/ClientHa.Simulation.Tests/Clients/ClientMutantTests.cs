using ClientHa.Simulation.Tests.Mutants;
using Xunit.Abstractions;

namespace ClientHa.Simulation.Tests.Clients;

/// <summary>Clients whose rules have a mistake: the seeds that CI runs must find each, or they show nothing of client.md.</summary>
public sealed class ClientMutantTests(ITestOutputHelper output)
{
    private const string State = "Core/Failover/FailoverState", Events = "Core/Failover/FailoverState.Events", Time = "Core/Failover/FailoverState.Time", Transitions = "Core/Failover/SiteTransitions", Rules = "Core/Failover/FailoverRules",
        Local = "Core/Failover/LocalTransitions", Nearest = "Core/Failover/NearestOrder", Panic = "Core/Failover/Panic", Call = "Simulation/Clients/ClientCall";

    //                     a seed that finds it | the file | what stands there | the mistake
    public static TheoryData<ulong, string, string, string> Mistakes => new()
    {
        // Reconnect delay: an ejected site is picked; a user's call carries the second probe; one good probe is enough.
        { 0, State, "if (site.State is SiteState.Available or SiteState.Suspected)", "if (site.State is SiteState.Available or SiteState.Suspected or SiteState.Ejected)" },
        { 0, State, "if (site.State is SiteState.Available or SiteState.Suspected)", "if (site.State is SiteState.Available or SiteState.Suspected || site.ConsecutiveGoodProbes == 1)" },
        { 0, Rules, "GoodProbes = 2", "GoodProbes = 1" },
        // It has no jitter; a first failure counts whole, or each failure a sixth; a failed probe prolongs it; it isn't waited for.
        { 0, Transitions, "rules.ReconnectDelay * 0.8, rules.ReconnectDelay * 1.2", "rules.ReconnectDelay, rules.ReconnectDelay" },
        { 24, Transitions, "wasGoodForLong ? delay / FailoverRules.FirstFailureDivisor : delay", "delay" },
        { 0, Transitions, "bool wasGoodForLong = site.IsUp && now - site.GoodSince >= FailoverRules.GoodPeriod;", "bool wasGoodForLong = true;" },
        { 0, Transitions, "ConsecutiveFailedProbes = failures,", "ConsecutiveFailedProbes = failures, ReadmitAt = now + rules.ReconnectDelay," },
        { 0, Transitions, "if (good.IsConfirmed && now >= good.ReadmitAt)", "if (good.IsConfirmed)" },
        { 0, Transitions, "if (good.IsConfirmed && now >= good.ReadmitAt)", "if (good.IsConfirmed && now + (rules.ReconnectDelay * 0.1) >= good.ReadmitAt)" },
        // Probes come at one pace for ever, or two at once.
        { 0, Transitions, "int failures = site.ConsecutiveFailedProbes + 1;", "int failures = 0;" },
        { 0, Time, "!IsPanic && !Sites[site].IsProbing && Sites[site].NextProbeAt <= now", "!IsPanic && Sites[site].NextProbeAt <= now" },
        { 81, Transitions, "ProbesRunning = site.ProbesRunning + 1", "ProbesRunning = 1" },
        // A site that has failed often is given up.
        { 0, Transitions, "NextProbeAt = now + Jittered(rules.ProbeDelay(failures), ref dice),", "NextProbeAt = failures > 5 ? Instant.Never : now + Jittered(rules.ProbeDelay(failures), ref dice)," },
        // Aliases: one is tried after the other; a transport failure spares it; a wrong name hits it.
        { 15, State, "if (Sites[i].EndpointKey == key)", "if (i == site)" },
        { 15, Events, "happened.NameAlone ? 1UL << happened.Site : Aliases(happened.Site)", "1UL << happened.Site" },
        { 19, Events, "happened.NameAlone ? 1UL << happened.Site : Aliases(happened.Site)", "Aliases(happened.Site)" },
        // Blame: an error of an older connection counts; silence ejects at once; no network is the site's fault.
        { 2, Events, "if (wasSeenByConnection && happened.Generation != site.Generation)", "if (happened.Kind == SiteEventKind.ProbeFailed && happened.Generation != site.Generation)" },
        { 0, Events, "return With(index, site.Suspected(happened.Reason, happened.IsStream ? Suspicion.Stream : Suspicion.Call, now), dice);", "return Ejected(happened, now);" },
        { 3, Events, "return now - Surroundings.UnreachableAt < FailoverRules.FirstProbeDelay ? this : ProbedAtOnce(now);", "return Ejected(happened, now);" },
        { 3, Events, "return now - Surroundings.UnreachableAt < FailoverRules.FirstProbeDelay ? this : ProbedAtOnce(now);", "return ProbedAtOnce(now);" },
        { 0, Rules, "FirstSuspectDelay = TimeSpan.FromSeconds(1)", "FirstSuspectDelay = TimeSpan.FromSeconds(0.25)" },
        { 24, "Simulation/Clients/ClientProbe", "Urgent = TimeSpan.FromSeconds(1)", "Urgent = TimeSpan.FromSeconds(0.3)" },
        { 2, Transitions, "TimeSpan doubled = site.SuspectDelay * 2", "TimeSpan doubled = site.SuspectDelay" },
        // Local: sites pay for being lost all at once, or not even for being lost minutes apart; they pay for another network, or not for old failures; old connections are kept.
        { 5, Events, "bool areAllLost = !AreAll(failed) &&", "bool areAllLost = failed == 0 &&" },
        { 2, Events, "now - site.Since < FailoverRules.LocalPeriod);", "now - site.Since < FailoverRules.GoodPeriod);" },
        { 3, Events, "bool isLocal = now - Surroundings.ChangedAt < FailoverRules.LocalPeriod;", "bool isLocal = false;" },
        { 6, Local, "now - site.Since < FailoverRules.LocalPeriod)", "now - site.Since < FailoverRules.GoodPeriod)" },
        { 3, Local, "site.Renewed(now) with", "site with" },
        // A probe that never left the machine ejects; the button does nothing, or calls go home without it.
        { 3, Events, "SiteHealth probed = happened.IsLocal", "SiteHealth probed = happened.Site < 0" },
        { 12, State, "site.State == SiteState.Returning ? site.Home(now) : site)", "site)" },
        { 12, Transitions, "case Failback.Never or Failback.Manual:", "case Failback.Never:" },
        // Nearest: a site far away is near; two sites at the window's edge take turns.
        { 4, Nearest, "Release = 2 * Window", "Release = 20 * Window" },
        { 4, Nearest, "times[head] - times.Min() <= Release", "times[head] - times.Min() <= TimeSpan.Zero" },
        // Broken: although nobody else answers; after any five answers.
        { 67, Events, "return isEnough && AnotherAnswers(index) ?", "return isEnough ?" },
        { 7, Transitions, "isEnough = counted.BrokenAnswers >= FailoverRules.BrokenAnswers && counted.BrokenOverTwoMethods;", "isEnough = counted.BrokenAnswers >= 3;" },
        // A drain pays the delay, or cuts calls in flight.
        { 0, Transitions, "ReadmitAt = now,", "ReadmitAt = now + rules.ReconnectDelay," },
        { 0, Transitions, "State = SiteState.Draining,", "State = SiteState.Draining, Generation = site.Generation + 1," },
        // Panic: no wait, one endpoint always first, an older race decides, or none at all.
        { 2, Panic, "NextRoundAt = now + delay,", "NextRoundAt = now," },
        { 2, Time, "int site = drawn[(i + Panic.Rounds) % drawn.Length];", "int site = drawn[i];" },
        { 2, State, "return !IsPanic || Panic.FailedRoundStartedAt >= request.StartedAt", "return !IsPanic || Panic.FailedRoundStartedAt.Ticks >= 0" },
        { 2, State, "if (request.Now < request.GiveUpAt)", "if (!IsPanic && request.Now < request.GiveUpAt)" },
        // Failback: never; all at once; at once although told never; amid calls; a suspect gets the calls.
        { 0, Time, "if (site.State == SiteState.Returning && now >= site.HomeBy)", "if (site.State == SiteState.Returning && now > Instant.Never)" },
        { 0, Transitions, "dice = dice.Draw(TimeSpan.Zero, rules.ReconnectDelay - wait, out TimeSpan delay);", "TimeSpan delay = default;" },
        { 68, Transitions, "dice = dice.Draw(TimeSpan.Zero, rules.ReconnectDelay - wait, out TimeSpan delay);", "TimeSpan delay = new((rules.ReconnectDelay - wait).Ticks - (now.Ticks % Math.Max(1, (rules.ReconnectDelay - wait).Ticks)));" },
        { 0, Transitions, "HomeBy = now + delay + wait,", "HomeBy = now + rules.ReconnectDelay," },
        { 3, Transitions, "return available with { State = SiteState.Returning };", "return available;" },
        { 0, State, "request.CallsInFlight == 0 ? Sites[site].HomeFrom", "request.CallsInFlight >= 0 ? Sites[site].HomeFrom" },
        { 774, Time, "sites = sites.SetItem(i, site.Home(now));", "sites = sites.SetItem(i, site.Available(now));" },
        // Order: by number, or round robin with a neighbour's double share.
        { 1, "Core/Failover/Policies/PickFirst", "foreach (int site in order)", "foreach (int site in entries)" },
        { 0, "Core/Failover/Policies/RoundRobin", "if ((candidates >> site & 1) != 0)", "if ((candidates >> site & 1) == 0) cycle[length++] = (byte)System.Numerics.BitOperations.TrailingZeroCount(candidates); else" },
        // Replay: what may have been executed is sent again; so is what must not be.
        { 2, "Core/Failover/ReplayRule", "_ => isIdempotent,", "_ => true," },
        { 10, "Core/Failover/ReplayRule", "(Execution.Final, _) or (_, Replay.Never) => false,", "(Execution.Final, _) => false," },
        // The simulated shell's own: a watch that begins anew with each stream, a clock that forgets what was read, a call without an end, a deadline that nobody keeps, a site asked again in the same round.
        { 0, "Simulation/Clients/ClientWatch", "new Ask.Watch(Cursor)", "new Ask.Watch(VersionVector.Empty)" },
        { 0, "Simulation/Clients/ClientClock", "clock = clock.Merge(stamp);", "" },
        { 2, Call, "Round++;\n            GoOn();", "Round++;" },
        { 2, Call, "() => GiveUp(CallEnd.DeadlineExceeded)", "() => { }" },
        { 8, Call, "bool isLate = directory.Now > Deadline;", "bool isLate = false;" },
        { 3, Call, "Tried |= outcome.IsNameAlone", "Tried |= attempt.IsMovable ? 0 : outcome.IsNameAlone" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_planted_mistake_is_found(ulong seed, string file, string text, string mistake)
    {
        string? finding = MutantRun.FirstFinding(MutantCompiler.Compile(file, text, mistake), seed);

        output.WriteLine(finding);
        Assert.NotNull(finding);
    }
}
