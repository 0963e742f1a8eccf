using System.Collections.Immutable;
using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>A client's state and a clock that only the test moves. Sites are 0.ha.test, 1.ha.test, … in listed order.</summary>
internal sealed class Scenario
{
    public Scenario(int sites = 2, FailoverRules? rules = null, ulong seed = 1, ImmutableArray<int> order = default)
        : this(SiteList.Of([.. Enumerable.Range(0, sites).Select(i => $"{i}.ha.test")]), rules, seed, order)
    {
    }

    public Scenario(SiteList list, FailoverRules? rules = null, ulong seed = 1, ImmutableArray<int> order = default) =>
        State = new(rules ?? new(), list, order.IsDefault ? SiteOrder.Listed(list) : order, seed, Now);

    public FailoverState State { get; set; }

    public Instant Now { get; private set; } = new(TimeSpan.TicksPerDay);

    public int? Site => State.Current(Now);

    public SiteHealth this[int site] => State.Sites[site];

    public Scenario At(Instant now)
    {
        Assert.True(now >= Now, "a test's clock goes forward");
        Now = now;
        State = State.Advance(Now);
        return this;
    }

    public Scenario After(TimeSpan span) => At(Now + span);

    public Scenario AfterSeconds(double seconds) => After(TimeSpan.FromSeconds(seconds));

    public Scenario Happens(SiteEventKind kind, int site = 0, bool nameAlone = false, ulong method = 0, string? at = null, bool isStream = false, bool isLocal = false)
    {
        SiteEvent happened = new(kind, site, State.Sites[site].Generation)
        {
            Reason = kind.ToString(),
            IsStream = isStream,
            IsLocal = isLocal,
            NameAlone = nameAlone,
            Method = method,
            EndpointKey = at,
        };
        State = State.Record(happened, Now);
        return this;
    }

    public Scenario Connects(int site, double milliseconds)
    {
        State = State.Record(new(SiteEventKind.Connected, site, 0) { ConnectTime = TimeSpan.FromMilliseconds(milliseconds) }, Now);
        return this;
    }

    public Scenario Down(int site = 0) => Happens(SiteEventKind.Down, site);

    public Scenario Probed(bool good, int site = 0) =>
        Happens(SiteEventKind.ProbeStarted, site).Happens(good ? SiteEventKind.ProbeSucceeded : SiteEventKind.ProbeFailed, site);

    /// <summary>Two good probes, then the end of the reconnect delay.</summary>
    public Scenario Recovers(int site = 0)
    {
        Probed(good: true, site).Probed(good: true, site);
        return At(Later(Now, State.Sites[site].ReadmitAt));
    }

    public Scenario RaceLost(double seconds = 0)
    {
        State = State.RaceStarted(Now);
        AfterSeconds(seconds);
        State = State.RaceEnded(Now);
        return this;
    }

    public Decision Next(int inFlight = 0, ulong tried = 0, int round = 0, ulong ticket = 0) =>
        State.Next(new PickRequest(Now)
        {
            Ticket = ticket,
            CallsInFlight = inFlight,
            Tried = tried,
            Round = round,
            StartedAt = Now,
            GiveUpAt = Now + TimeSpan.FromSeconds(30),
        });

    /// <summary>Site 0 in the given state, reached by events; all other sites are available.</summary>
    public static Scenario With(SiteState state, FailoverRules? rules = null, int sites = 2)
    {
        Scenario scenario = new(sites, rules);
        Scenario reached = state switch
        {
            SiteState.Available => scenario,
            SiteState.Suspected => scenario.Happens(SiteEventKind.Silent),
            SiteState.Draining => scenario.Happens(SiteEventKind.Draining),
            SiteState.Ejected => scenario.Down(),
            SiteState.Returning => scenario.Down().Recovers(),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state"),
        };
        Assert.Equal(state, reached[0].State);
        return reached;
    }

    private static Instant Later(Instant left, Instant right) => left < right ? right : left;
}
