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

    /// <summary>What has recovered takes calls again at once, because the program says so.</summary>
    public FailoverState GoHome(Instant now) => returning == 0
        ? this
        : With([.. Sites.Select(site => site.State == SiteState.Returning ? site.Home(now) : site)], dice, Panic);

    /// <summary>The sites' connect times are about to be measured for the first time.</summary>
    public FailoverState OrderAwaited(Instant now) => Rules.PrefersNearest
        ? With(Sites, dice, Panic, Surroundings with { OrderAwaitedUntil = now + NearestOrder.LongestWait })
        : this;

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
