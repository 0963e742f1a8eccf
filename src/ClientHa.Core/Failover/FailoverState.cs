using System.Collections.Immutable;
using ClientHa.Core.Failover.Policies;

namespace ClientHa.Core.Failover;

/// <summary>
/// All that a client knows of its sites, immutable: <see cref="Next"/> tells a call where to go, <see cref="Record"/> makes
/// of an event the next state. Carrying out is the shell's: sending, probing, waiting, telling the time.
/// </summary>
internal sealed partial class FailoverState
{
    private readonly SitePolicy policy;
    private readonly ImmutableArray<int> drawn;
    private readonly ulong seed;
    private readonly Prng dice;
    private readonly ulong available;
    private readonly ulong returning;

    public FailoverState(FailoverRules rules, SiteList list, ImmutableArray<int> order, ulong seed, Instant now)
        : this(rules, list, order, SitePolicy.Of(rules.Policy), seed, new Prng(seed),
            [.. list.Names.Select(name => new SiteHealth(name) { GoodSince = now, Since = now })], Panic.None, Surroundings.Unremarkable)
    {
    }

    private FailoverState(
        FailoverRules rules, SiteList list, ImmutableArray<int> drawn, SitePolicy policy, ulong seed, Prng dice,
        ImmutableArray<SiteHealth> sites, Panic panic, Surroundings surroundings)
    {
        Rules = rules;
        List = list;
        Order = rules.PrefersNearest ? NearestOrder.Of([.. sites.Select(site => site.ConnectTime)], drawn, surroundings.Nearest) : drawn;
        this.drawn = drawn;
        Sites = sites;
        Panic = panic;
        this.policy = policy;
        this.seed = seed;
        this.dice = dice;
        Surroundings = surroundings;
        for (int i = 0; i < sites.Length; i++)
        {
            SiteHealth site = sites[i];
            ulong bit = 1UL << i;
            if (site.State is SiteState.Available or SiteState.Suspected)
                available |= bit;
            if (site.State == SiteState.Returning)
                returning |= bit;
            if (site.State is SiteState.Returning or SiteState.Suspected || site.BrokenAnswers > 0 || panic.Rounds > 0)
                WantsAnswers |= bit;
        }
    }

    public FailoverRules Rules { get; }

    public SiteList List { get; }

    /// <summary>The client's own order of the sites; its head is the first choice.</summary>
    public ImmutableArray<int> Order { get; }

    public ImmutableArray<SiteHealth> Sites { get; }

    public Panic Panic { get; }

    public Surroundings Surroundings { get; }

    /// <summary>Every site is ejected or draining: the reconnect delay is waived.</summary>
    public bool IsPanic => (available | returning) == 0;

    /// <summary>
    /// The sites, as bits, for which an answered call is news. For all others <see cref="SiteEventKind.Answered"/> changes
    /// nothing and need not be recorded.
    /// </summary>
    public ulong WantsAnswers { get; }

    /// <summary>A site has recovered and its calls have not come home yet.</summary>
    public bool HasReturning => returning != 0;

    /// <summary>Whether a site is up that is not among these bits.</summary>
    public bool HasUntried(ulong tried) => ((available | returning) & ~tried) != 0;

    /// <summary>What a call does next. Allocates nothing.</summary>
    public Decision Next(in PickRequest request) => request.Now < Surroundings.OrderAwaitedUntil
        ? Decision.Wait(Surroundings.OrderAwaitedUntil - request.Now)
        : Choose(request);

    private Decision Choose(in PickRequest request)
    {
        ulong first = (available | ComingHome(request)) & ~request.Tried;
        ulong second = returning & ~request.Tried;
        ulong candidates = FirstOf(first & ~request.Unready, second & ~request.Unready, first, second);
        if (candidates != 0)
            return Decision.Attempt(policy.Pick(candidates, Order, List.Entries, seed, request.Ticket));
        if (request.Now < request.GiveUpAt)
        {
            TimeSpan pause = IsPanic ? TimeSpan.MaxValue : FailoverRules.PanicDelay(request.Round);
            return Decision.Wait(Shorter(request.GiveUpAt - request.Now, pause));
        }

        // A call may be failed only by a race that began after the call did: an older one may have been lost before the site
        // came back.
        return !IsPanic || Panic.FailedRoundStartedAt >= request.StartedAt
            ? Decision.GiveUp
            : Decision.Wait(FailoverRules.LongestPanicDelay);
    }

    /// <summary>The site that a call would go to now, if one is up: what is shown to people.</summary>
    public int? Current(Instant now) =>
        IsPanic ? null : Choose(new PickRequest(now) { GiveUpAt = Instant.Never, CallsInFlight = int.MaxValue }).Site;

    /// <summary>The sites that lead to the same endpoints as this one, itself included, as bits.</summary>
    public ulong Aliases(int site)
    {
        ulong aliases = 1UL << site;
        if (Sites[site].EndpointKey is { } key)
        {
            for (int i = 0; i < Sites.Length; i++)
            {
                if (Sites[i].EndpointKey == key)
                    aliases |= 1UL << i;
            }
        }
        return aliases;
    }

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

    /// <summary>The sites' connect times are about to be measured for the first time.</summary>
    public FailoverState OrderAwaited(Instant now) => Rules.PrefersNearest
        ? With(Sites, dice, Panic, Surroundings with { OrderAwaitedUntil = now + NearestOrder.LongestWait })
        : this;

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

    /// <summary>What has recovered takes calls again at once, because the program says so.</summary>
    public FailoverState GoHome(Instant now) => returning == 0
        ? this
        : With([.. Sites.Select(site => site.State == SiteState.Returning ? site.Home(now) : site)], dice, Panic);

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

    private ulong ComingHome(in PickRequest request)
    {
        ulong home = 0;
        for (ulong rest = returning; rest != 0; rest &= rest - 1)
        {
            int site = System.Numerics.BitOperations.TrailingZeroCount(rest);
            if (request.Now >= (request.CallsInFlight == 0 ? Sites[site].HomeFrom : Sites[site].HomeBy))
                home |= 1UL << site;
        }
        return home;
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
            sites = sites.SetItem(i, isLocal ? ejected.Forgiven(now) with { IsBlameless = true } : ejected);
        }
        bool areAllLost = !AreAll(failed) && sites.All(site => site.State == SiteState.Ejected && now - site.Since < FailoverRules.LocalPeriod);
        return With(areAllLost ? [.. sites.Select(site => site.Forgiven(now))] : sites, dice, Panic);
    }

    /// <summary>That the only machine there is has failed says nothing of this side.</summary>
    private bool AreAll(ulong failed) => System.Numerics.BitOperations.PopCount(failed) == Sites.Length;

    private FailoverState With(int index, SiteHealth site, Prng dice, Panic? panic = null) =>
        ReferenceEquals(site, Sites[index]) && (panic ?? Panic) == Panic
            ? this
            : With(Sites.SetItem(index, site), dice, panic ?? Panic);

    private FailoverState With(ImmutableArray<SiteHealth> sites, Prng dice, Panic panic, Surroundings? surroundings = null) =>
        new(Rules, List, drawn, policy, seed, dice, sites, panic, surroundings ?? Surroundings);

    /// <summary>The first of the sets that is not empty; the last if all are.</summary>
    private static ulong FirstOf(ulong first, ulong second, ulong third, ulong last) =>
        first != 0 ? first : second != 0 ? second : third != 0 ? third : last;

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
