using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>
/// A call's way through the sites: ask, attempt, judge, tell; again until it is answered. What the SDK's <c>Call</c> and
/// <c>AttemptLoop</c> do, step by step.
/// </summary>
internal sealed class ClientCall(ClientDirectory directory, ICallOwner owner, long number, int method, bool isIdempotent, TimeSpan? timeout)
{
    private const int MaxPushedBackAttempts = 5;

    private static readonly TimeSpan LongestMargin = TimeSpan.FromMilliseconds(250);

    private int waits;
    private int sentAttempts;

    public long Number { get; } = number;

    public SimClient Client => directory.Client;

    /// <summary>Which of the user's methods.</summary>
    public int Method { get; } = method;

    public bool IsIdempotent { get; } = isIdempotent;

    public Instant StartedAt { get; } = directory.Now;

    /// <summary>When its caller stops to wait; never where it has set no deadline.</summary>
    public Instant Deadline { get; } = timeout is { } limit ? directory.Now + limit : Instant.Never;

    /// <summary>Shortly before its deadline; the no-site timeout where it has none.</summary>
    public Instant GiveUpAt { get; } = directory.Now + (timeout is { } limit ? limit - Margin(limit) : ClientOptions.NoSiteTimeout);

    /// <summary>The sites tried in this round, as bits.</summary>
    public ulong Tried { get; private set; }

    public int Round { get; private set; }

    public int Attempts { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>The one that is under way.</summary>
    public ClientAttempt? Attempt { get; private set; }

    public void Start()
    {
        directory.Machine.LookForSleep();
        Client.Checks.CallStarted(this);
        Client.World.Timeline.Record(TimelineKind.CallStarted, Client.Index, Method, (ulong)Number);
        if (timeout is { } limit)
            Client.After(limit, () => GiveUp(CallEnd.DeadlineExceeded));
        GoOn();
    }

    public bool MayMove(Execution execution) => ReplayRule.MayMove(execution, Client.World.Options.OfClients.Replay, IsIdempotent);

    /// <summary>Its caller doesn't wait for it any longer.</summary>
    public void GiveUp(CallEnd end)
    {
        if (IsOver)
            return;
        Attempt?.End();
        Leave();
        End(end, null);
    }

    /// <summary>An answer, or a part of one.</summary>
    public void Told(ClientAttempt attempt, Response response)
    {
        if (IsOver || attempt != Attempt)
            return;
        Said said = response.Said;
        ClientOutcome outcome = ClientOutcome.Of(response);
        if (!outcome.Commits)
        {
            GoOnAfter(attempt, outcome, said);
            return;
        }
        directory.Record(attempt, outcome, Method);
        if (said is Said.Watching or Said.Change or Said.Reset)
        {
            owner.Told(this, said);
            return;
        }
        Client.Checks.AttemptEnded(this, attempt, outcome);
        Leave();
        bool isLate = directory.Now > Deadline;
        End(isLate ? CallEnd.DeadlineExceeded : said is Said.WatchEnded ? CallEnd.StreamEnded : said is Said.Broken ? CallEnd.Refused : CallEnd.Succeeded, said);
    }

    /// <summary>No answer came, or none comes any more.</summary>
    public void Failed(ClientAttempt attempt, in ClientOutcome outcome)
    {
        if (IsOver || attempt != Attempt)
            return;
        if (!attempt.IsCommitted)
        {
            GoOnAfter(attempt, outcome, null);
            return;
        }
        Client.Checks.AttemptEnded(this, attempt, outcome);
        Leave();
        directory.Record(attempt, outcome, Method);
        End(CallEnd.StreamEnded, null);
    }

    private void GoOn()
    {
        while (!Begin() && !Wait())
        {
        }
    }

    /// <summary>Chooses a site and begins an attempt there; false if none takes the call now.</summary>
    private bool Begin()
    {
        Instant now = directory.Now;
        FailoverState state = directory.State;
        PickRequest request = Pick(now);
        Decision decision = state.Next(request);
        if (decision.Kind != DecisionKind.Attempt)
            return false;
        ClientSite site = directory.Sites[decision.Site];
        ClientGeneration generation = site.Enter(state.Sites[decision.Site].Generation, now);
        Attempt = new(this, site, generation, owner.Ask(sentAttempts), now);
        Attempts++;
        Client.Checks.AttemptStarted(this, Attempt, state, request);
        Client.World.Timeline.Record(TimelineKind.AttemptStarted, Client.Index, site.Index, (ulong)Number);
        directory.Watch.Start();
        Attempt.Send();
        return true;
    }

    /// <summary>Waits for a site, within what is left of the call's time. False: one is there already.</summary>
    private bool Wait()
    {
        FailoverState state = directory.State;
        Decision decision = state.Next(Pick(directory.Now) with { Round = Round, StartedAt = StartedAt, GiveUpAt = GiveUpAt });
        if (decision.Kind == DecisionKind.Attempt)
            return false;
        if (decision.Kind == DecisionKind.GiveUp)
        {
            End(CallEnd.NoSite, null);
            return true;
        }
        int wait = ++waits;
        directory.WaitForChange(decision.Delay, () =>
        {
            if (IsOver || wait != waits)
                return;
            Tried = 0;
            Round++;
            GoOn();
        });
        return true;
    }

    private PickRequest Pick(Instant now) => new(now) { Ticket = directory.Ticket(), Tried = Tried, CallsInFlight = directory.CallsInFlight };

    private void GoOnAfter(ClientAttempt attempt, in ClientOutcome outcome, Said? said)
    {
        Client.Checks.AttemptEnded(this, attempt, outcome);
        ClientSite site = attempt.Site;
        Client.World.Timeline.Record(TimelineKind.AttemptEnded, Client.Index, site.Index, (ulong)Number);
        Leave();
        directory.Record(attempt, outcome, Method);
        Tried |= outcome.IsNameAlone || outcome.LeavesHealthAlone ? 1UL << site.Index : directory.State.Aliases(site.Index);
        if (outcome.Execution != Execution.Never)
            sentAttempts++;
        Replay replay = Client.World.Options.OfClients.Replay;
        if (outcome.PushBack is { } wait && replay != Replay.Never && Attempts < MaxPushedBackAttempts && directory.Now + wait < GiveUpAt)
        {
            Client.After(wait, () => StayAt(site));
            return;
        }
        bool mayMove = MayMove(outcome.Execution);
        if (said is not null && (!mayMove || !directory.State.HasUntried(Tried)))
            End(CallEnd.Refused, said);
        else if (!mayMove)
            End(CallEnd.OutcomeUnknown, null);
        else
            GoOn();
    }

    /// <summary>The next attempt goes to the same site again.</summary>
    private void StayAt(ClientSite site)
    {
        if (IsOver)
            return;
        Tried = ~(1UL << site.Index);
        GoOn();
    }

    private void Leave()
    {
        Attempt?.Generation.Leave();
        Attempt = null;
    }

    private void End(CallEnd end, Said? said)
    {
        IsOver = true;
        Client.World.Timeline.Record(TimelineKind.CallEnded, Client.Index, (int)end, (ulong)Number);
        Client.Checks.CallEnded(this, end, said);
        owner.Ended(this, end, said);
    }

    private static TimeSpan Margin(TimeSpan timeout) => timeout / 20 < LongestMargin ? timeout / 20 : LongestMargin;
}
