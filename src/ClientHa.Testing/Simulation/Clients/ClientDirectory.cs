using System.Collections.Immutable;
using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>
/// Holds the one <see cref="FailoverState"/> of a running client and its connections. Whatever happens is recorded here, and what
/// follows from a change is carried out from here: the SDK's <c>SiteDirectory</c>.
/// </summary>
internal sealed class ClientDirectory
{
    private readonly List<Action> waiting = [];
    private readonly ClientKeeper keeper;
    private long ticket = -1;
    private int waitingCalls;

    public ClientDirectory(SimClient client, ulong seed)
    {
        Client = client;
        SimulationOptions options = client.World.Options;
        FailoverRules rules = new()
        {
            Policy = options.Policy,
            Failback = options.Failback,
            ReconnectDelay = options.ReconnectDelay,
            PrefersNearest = options.OfClients.PrefersNearest && options.Policy == SelectionPolicy.PickFirst,
        };

        // The order is the same after a restart; the jitter must not be the same on every machine of a site.
        SiteList list = options.OfClients.List;
        State = new(rules, list, SiteOrder.Drawn(list, client.OrderSeed), seed, client.World.Agenda.Now);
        Sites = [.. Enumerable.Range(0, list.Names.Length).Select(index => new ClientSite(client, index))];
        keeper = new(this);
        Watch = new(this);
        Machine = new(this);
    }

    public SimClient Client { get; }

    public FailoverState State { get; private set; }

    public ImmutableArray<ClientSite> Sites { get; }

    public SilenceWatch Watch { get; }

    public MachineWatch Machine { get; }

    public Instant Now => Client.World.Agenda.Now;

    public bool AnyCallWaits => waitingCalls > 0;

    /// <summary>Told after each change, in order.</summary>
    public event Action? Changed;

    /// <summary>Counted only while a site waits for an idle moment to come home in.</summary>
    public int CallsInFlight => State.HasReturning ? Sites.Sum(static site => site.CallsInFlight) : 0;

    /// <summary>The number of a call in the round robin.</summary>
    public ulong Ticket() => State.Rules.Policy == SelectionPolicy.RoundRobin ? (ulong)++ticket : 0;

    public void Start()
    {
        if (State.Rules.PrefersNearest)
        {
            Change(State.OrderAwaited(Now));
            foreach (ClientSite site in Sites)
                new ClientProbe(site, isUrgent: false).Run(static _ => { });
        }
        keeper.Start();
        Machine.Start();
    }

    public void NetworkChanged() => Record(new SiteEvent(SiteEventKind.NetworkChanged, 0, 0) { Reason = "was connected to before the network changed" });

    public void Connected(ClientSite site, TimeSpan took)
    {
        if (State.Rules.PrefersNearest)
            Record(new SiteEvent(SiteEventKind.Connected, site.Index, 0) { ConnectTime = took });
    }

    public void GoHome() => Change(State.GoHome(Now));

    public void Record(ClientAttempt attempt, in ClientOutcome outcome, int method)
    {
        int site = attempt.Site.Index;
        bool isNews = outcome.Event != SiteEventKind.Answered || (State.WantsAnswers >> site & 1) != 0;
        if (outcome.LeavesHealthAlone || !isNews)
            return;
        Record(new SiteEvent(outcome.Event, site, attempt.Generation.Number)
        {
            Reason = outcome.Reason,
            NameAlone = outcome.IsNameAlone,
            Method = outcome.Event == SiteEventKind.Broken ? Prng.Mix((ulong)method) : 0,
        });
    }

    public void Record(in SiteEvent happened)
    {
        FailoverState before = State, after = before.Record(happened, Now);
        Client.Checks.Recorded(Client, happened, before, after);
        Change(after);
    }

    public void Resolved(ClientSite site, Node node) => Record(
        new(SiteEventKind.Resolved, site.Index, State.Sites[site.Index].Generation) { EndpointKey = node.Name });

    /// <summary>Puts the next state in place, and says whether it is another one.</summary>
    public bool Change(FailoverState after)
    {
        FailoverState before = State;
        if (ReferenceEquals(before, after))
            return false;
        State = after;
        Client.Checks.StateChanged(Client, before, after);
        Show(before, after);
        Client.After(TimeSpan.Zero, () => Follow(before, after));
        if (waiting.Count > 0)
        {
            Action[] resumed = [.. waiting];
            waiting.Clear();
            Client.After(TimeSpan.Zero, () => Array.ForEach(resumed, static resume => resume()));
        }
        keeper.Arm();
        return true;
    }

    /// <summary>Goes on when the state is another one, or after that long.</summary>
    public void WaitForChange(TimeSpan delay, Action resume)
    {
        bool isOver = false;
        waitingCalls++;
        waiting.Add(Once);
        keeper.Arm();
        Client.After(delay < TimeSpan.FromHours(1) ? delay : TimeSpan.FromHours(1), () =>
        {
            waiting.Remove(Once);
            Once();
        });

        void Once()
        {
            if (isOver)
                return;
            isOver = true;
            waitingCalls--;
            resume();
        }
    }

    /// <summary>The one reader of the changes.</summary>
    private void Follow(FailoverState before, FailoverState after)
    {
        bool isNetworkNew = before.Surroundings.ChangedAt != after.Surroundings.ChangedAt;
        for (int i = 0; i < Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], health = after.Sites[i];
            if (was.Generation == health.Generation)
                continue;
            Sites[i].RetireBefore(health.Generation, health.State == SiteState.Ejected || isNetworkNew);

            // What moved was looked up just now; a name that leads elsewhere each time would be looked up without end.
            if (was.EndpointKey == health.EndpointKey)
                keeper.Resolve(Sites[i]);
        }
        Changed?.Invoke();
    }

    private void Show(FailoverState before, FailoverState after)
    {
        Timeline timeline = Client.World.Timeline;
        for (int i = 0; i < Sites.Length; i++)
        {
            SiteHealth health = after.Sites[i];
            if (health.State == before.Sites[i].State)
                continue;
            timeline.Record(TimelineKind.SiteStateChanged, Client.Index, i, (ulong)health.State);
            if (timeline.IsKept)
                timeline.Say(Client.Name, $"site {i} is {health.State.ToString().ToLowerInvariant()}{(health.Reason is null ? "" : $" ({health.Reason})")}");
        }
    }
}
