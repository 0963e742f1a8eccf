using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>
/// A small shell: advances to the next wake, starts the probes that are due, races in panic, sends calls, and lets sites that
/// are truly up or down answer. All dice come from one seed.
/// </summary>
internal sealed class ClientDriver
{
    private readonly PriorityQueue<Action, long> agenda = new();
    private readonly bool[] isUp;
    private Prng dice;
    private int callsWaiting;
    private long order;
    private Instant raceEnds;

    public ClientDriver(ulong seed, int sites, FailoverRules rules)
    {
        dice = new(~seed);
        isUp = [.. Enumerable.Repeat(true, sites)];
        SiteList list = SiteList.Of([.. Enumerable.Range(0, sites).Select(i => $"{i}.ha.test")]);
        State = new(rules, list, SiteOrder.Drawn(list, seed), seed, Now);
    }

    public FailoverState State { get; private set; }

    public Instant Now { get; private set; }

    public int Answered { get; private set; }

    public int Probes { get; private set; }

    /// <summary>The longest that a call waited for a site that was up.</summary>
    public TimeSpan LongestWait { get; private set; }

    public void Turn(int site, bool up) => isUp[site] = up;

    public void Fail(int site)
    {
        Turn(site, up: false);
        Record(new(SiteEventKind.Down, site, State.Sites[site].Generation) { Reason = "driver" });
    }

    public void Call(Instant startedAt)
    {
        Decision decision = State.Next(new(Now) { StartedAt = startedAt, GiveUpAt = startedAt + TimeSpan.FromDays(1) });
        if (decision.Kind != DecisionKind.Attempt)
        {
            callsWaiting++;
            After(Shorter(decision.Delay, TimeSpan.FromMilliseconds(50)), () => { callsWaiting--; Call(startedAt); });
            return;
        }
        SiteEvent happened = new(SiteEventKind.Answered, decision.Site, State.Sites[decision.Site].Generation);
        After(Drawn(0.1), () =>
        {
            bool up = isUp[decision.Site];
            Record(happened with { Kind = up ? SiteEventKind.Answered : Failure(), Reason = "driver" });
            if (!up)
            {
                Call(startedAt);
                return;
            }
            Answered++;
            LongestWait = Now - startedAt > LongestWait ? Now - startedAt : LongestWait;
        });
    }

    /// <summary>Runs until the given moment; fails when the state wants to be woken again and again at one instant.</summary>
    public void RunUntil(Instant end)
    {
        int turns = 0;
        while (true)
        {
            State = State.Advance(Now);
            StartProbes();
            StartRace();
            Instant next = Instant.Earlier(State.NextWake(callsWaiting > 0), NextOnAgenda());
            if (next > end)
                break;
            turns = next > Now ? 0 : turns + 1;
            Assert.True(turns < 50, $"the client spins at {Now}: {string.Join(", ", State.Sites)}, {State.Panic}");
            Now = next > Now ? next : Now;
            while (NextOnAgenda() <= Now)
                agenda.Dequeue()();
        }
        Now = end;
    }

    private void StartProbes()
    {
        for (int i = 0; i < isUp.Length; i++)
        {
            if (State.IsProbeDue(i, Now))
                Probe(i, Drawn(1));
        }
    }

    private void StartRace()
    {
        if (!State.IsPanic || State.Panic.IsRoundRunning || State.NextWake(callsWaiting > 0) > Now)
            return;
        State = State.RaceStarted(Now);
        raceEnds = Now;
        TimeSpan stagger = TimeSpan.Zero;
        foreach (int site in State.RaceOrder())
        {
            TimeSpan takes = stagger + Drawn(0.2);
            raceEnds = Now + takes > raceEnds ? Now + takes : raceEnds;
            Probe(site, takes);
            stagger += TimeSpan.FromMilliseconds(250);
        }
        After(raceEnds - Now, () => State = State.RaceEnded(Now));
    }

    private void Probe(int site, TimeSpan takes)
    {
        Probes++;
        SiteEvent probe = new(SiteEventKind.ProbeStarted, site, State.Sites[site].Generation);
        Record(probe);
        After(takes, () => Record(probe with { Kind = isUp[site] ? SiteEventKind.ProbeSucceeded : SiteEventKind.ProbeFailed }));
    }

    private void Record(in SiteEvent happened) => State = State.Record(happened, Now);

    private void After(TimeSpan span, Action action) => agenda.Enqueue(action, ((Now + span).Ticks << 12) + (order++ & 0xFFF));

    private Instant NextOnAgenda() => agenda.TryPeek(out _, out long at) ? new(at >> 12) : Instant.Never;

    private SiteEventKind Failure()
    {
        dice = dice.Draw(out ulong drawn);
        return (drawn % 8) switch { 0 => SiteEventKind.Draining, 1 => SiteEventKind.Silent, _ => SiteEventKind.Down };
    }

    private TimeSpan Drawn(double longestSeconds)
    {
        dice = dice.Draw(TimeSpan.Zero, TimeSpan.FromSeconds(longestSeconds), out TimeSpan span);
        return span;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
