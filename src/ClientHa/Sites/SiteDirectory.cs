using System.Collections.Immutable;
using ClientHa.Attempts;
using ClientHa.Clients;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Desktop;
using ClientHa.Pipeline;
using ClientHa.Resolving;
using ClientHa.Telemetry;

namespace ClientHa.Sites;

/// <summary>
/// The sites of a client: what is known of them and their connections. Whatever happens is recorded here; what follows from a change
/// (moved attempts, probes, log, status) is carried out by a <see cref="StateFollower"/>.
/// It belongs to one configuration: where that is changed, another directory takes over and this one ends with its last call.
/// </summary>
internal sealed class SiteDirectory : IDisposable
{
    private readonly PresentState present;
    private readonly Occupancy occupancy = new();
    private readonly StateFollower follower;
    private readonly SiteKeeper keeper;
    private readonly SiteWatch watch;
    private readonly MachineWatch machine;
    private readonly LateSites late;
    private readonly CancellationTokenSource stopping = new();
    private readonly HaPlan plan;
    private RequestShape shape = RequestShape.Grpc;
    private long ticket = -1;
    private int isStarted;
    private Action<SiteDirectory>? ended;
    private Func<AttemptLoop>? enterSuccessor;

    /// <param name="plan">The configuration.</param>
    /// <param name="addresses">Where names lead.</param>
    /// <param name="telemetry">Is told what happens.</param>
    /// <param name="clock">The client's.</param>
    /// <param name="orderSeed">What the order of the sites is drawn with.</param>
    /// <param name="tell">Is told how the sites are after each change.</param>
    /// <param name="old">What this one is about to take over from; null at the start.</param>
    /// <param name="network">Tells of changes of this machine's network; the one of all clients if it is left out.</param>
    public SiteDirectory(
        HaPlan plan, AddressBook addresses, HaTelemetry telemetry, MonotonicClock clock, ulong orderSeed, Action<HaStatus> tell,
        SiteDirectory? old = null, NetworkWatch? network = null)
    {
        this.plan = plan;
        Addresses = addresses;
        Telemetry = telemetry;
        Clock = clock;
        Pipeline = CallPipeline.For(plan, clock.TimeProvider);
        SiteHandlerFactory handlers = new(plan, clock.TimeProvider);
        Sites = [.. plan.Sites.Select((name, index) =>
            new Site(index, name, plan.UseTls, addresses.Of(name), handlers, old?.IsConnectedTo(name) ?? false)
            {
                ConnectMeasured = FirstState.PrefersNearest(plan) ? Connected : null,
            })];
        Reports = new SiteReports(Sites.Length);
        present = new PresentState(FirstState.Of(plan, orderSeed, Clock.Now), Clock, Arm);
        SiteProbe probe = new(plan, handlers, Clock);
        keeper = new SiteKeeper(this, handlers, probe);
        follower = new StateFollower(this, keeper, tell);
        Starts = new StartRace(this, probe);
        late = new LateSites(this);
        watch = new SiteWatch(this);
        machine = new MachineWatch(this, network ?? NetworkWatch.Shared);
    }

    public bool IsDisposed => present.HasEnded;

    /// <summary>Another directory has taken over; this one goes on for the calls that it has.</summary>
    public bool IsRetiring => Volatile.Read(ref ended) is not null;

    public HaPlan Plan => plan;

    /// <summary>The application's own strategies; null where it has none.</summary>
    public CallPipeline? Pipeline { get; }

    public MonotonicClock Clock { get; }

    public HaTelemetry Telemetry { get; }

    public ImmutableArray<Site> Sites { get; }

    /// <summary>What the log still takes of each of them.</summary>
    public SiteReports Reports { get; }

    public AddressBook Addresses { get; }

    public FailoverState State => present.Value;

    public RequestShape Shape => Volatile.Read(ref shape);

    /// <summary>How many calls wait for a site.</summary>
    public int WaitingCalls => present.Waiters;

    /// <summary>Where a call waits for a connection, the next site is connected to as well.</summary>
    public StartRace Starts { get; }

    public bool AnyCallWaits => present.Waiters > 0;

    /// <summary>Counted only while a site waits for an idle moment to come home in.</summary>
    public int CallsInFlight => State.HasReturning ? Sites.Sum(site => site.CallsInFlight) : 0;

    /// <summary>The number of a call in the round robin.</summary>
    public ulong Ticket() => plan.Policy == SelectionPolicy.RoundRobin ? (ulong)Interlocked.Increment(ref ticket) : 0;

    /// <summary>A call comes, which <see cref="Leave"/>s at its end. False where another directory has taken over and this one has ended.</summary>
    public bool TryEnter() => occupancy.TryEnter();

    public void Leave() => occupancy.Leave();

    /// <summary>Null while this directory is in force; else where a call goes on that finds no site here, which it has entered then.</summary>
    public AttemptLoop? EnterSuccessor() => Volatile.Read(ref enterSuccessor)?.Invoke();

    /// <summary>A call begins: the names are looked up with the first one, and probes learn to speak as the application does.</summary>
    public void Saw(HttpRequestMessage request, bool isGrpc)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, typeof(HaHttpHandler));
        if (!Shape.Fits(request, isGrpc))
            Volatile.Write(ref shape, new RequestShape(isGrpc, request.Version, request.VersionPolicy));
        Start();
        machine.LookForSleep();
    }

    /// <summary>
    /// Goes on with what another directory knows of the same sites, and that one tells nobody of them any more. What it learned just
    /// before may still be logged after what this one learns.
    /// </summary>
    public void TakeOver(SiteDirectory old)
    {
        Volatile.Write(ref shape, old.Shape);
        ticket = Volatile.Read(ref old.ticket);
        present.TakeOver(old.present);
        if (Volatile.Read(ref old.isStarted) == 0)
            return;
        Start();
        keeper.Arm();
    }

    /// <summary>
    /// Ends with the last call, committed streams included. Another directory is in force by now, and calls that wait for a site look
    /// for one there.
    /// </summary>
    public void Retire(Func<AttemptLoop> enterSuccessor, Action<SiteDirectory> ended)
    {
        Volatile.Write(ref this.enterSuccessor, enterSuccessor);
        Volatile.Write(ref this.ended, ended);
        present.Leave();
        if (!TryEnd())
            watch.Start();
    }

    /// <summary>Ends if no call is left. Asked by the watch, a few times a second.</summary>
    public bool TryEnd()
    {
        if (!IsRetiring || !occupancy.TryClose() || Sites.Any(site => site.CallsInFlight > 0))
            return false;
        Dispose();
        ended!(this);
        return true;
    }

    /// <summary>Calls are in flight: somebody has to notice when their site falls silent.</summary>
    public void Watch() => watch.Start();

    /// <summary>The sites, as bits, that new calls had better not wait for: see <see cref="StartRace"/>. Mostly none.</summary>
    public ulong Unready => late.Bits;

    /// <summary>A site is late: from now on calls look out for such.</summary>
    public void FoundLate() => late.Found();

    /// <summary>
    /// The sites that lead to the same endpoints as this one, itself included, as bits. By their addresses too, which may be known a
    /// little before they are recorded.
    /// </summary>
    public ulong Aliases(Site site)
    {
        ulong aliases = State.Aliases(site.Index);
        if (site.Addresses.Key is { } key)
        {
            foreach (Site other in Sites)
            {
                if ((aliases >> other.Index & 1) == 0 && other.Addresses.Key == key)
                    aliases |= 1UL << other.Index;
            }
        }
        return aliases;
    }

    /// <summary>All names may lead elsewhere now, as after a change of the network.</summary>
    public void ResolveAll() => keeper.ResolveAll();

    public bool HasUntried(ulong tried) => State.HasUntried(tried);

    /// <summary>Response headers came and commit the call, or end it. What commits it is judged again by its end.</summary>
    public void Answered(Site site, SiteGeneration generation, in AttemptOutcome outcome, string method, bool isOver)
    {
        if (!generation.HasAnswered)
        {
            generation.HasAnswered = true;
            present.TellAgain();
            Rehearsal.Begin();
        }
        FailoverState now = State;
        bool isNews = now.Sites[site.Index].State != SiteState.Available || now.Panic.Rounds > 0;
        if (isOver || outcome.Event != SiteEventKind.Answered || isNews)
            Record(site, generation, outcome, method);
    }

    public void Record(Site site, SiteGeneration generation, in AttemptOutcome outcome, string method = "")
    {
        if (outcome.LeavesHealthAlone)
            return;
        if (outcome.Event == SiteEventKind.Answered && (State.WantsAnswers >> site.Index & 1) == 0)
            return;
        Record(new SiteEvent(outcome.Event, site.Index, generation.Number)
        {
            Reason = outcome.Reason,
            NameAlone = outcome.IsNameAlone,
            Method = outcome.Event == SiteEventKind.Broken ? Prng.Hash(0, method) : 0,
        });
    }

    public void Record(SiteEvent happened) => Change((state, now) => state.Record(happened, now));

    /// <summary>Connections made so far are not trusted any more; see <see cref="SiteEventKind.NetworkChanged"/>.</summary>
    /// <param name="reason">Why a site is asked whether it is there, said of the site.</param>
    /// <param name="what">What has happened, for the log.</param>
    public void NetworkChanged(string reason, string what)
    {
        if (IsDisposed)
            return;
        if (!IsRetiring)
            Telemetry.NetworkChanged(what);
        Record(new SiteEvent(SiteEventKind.NetworkChanged, 0, 0) { Reason = reason });
    }

    /// <summary>What has recovered takes calls again at once.</summary>
    public void GoHome() => Change(static (state, now) => state.GoHome(now));

    /// <summary>Swaps in the next state, and says whether it is another one.</summary>
    public bool Change(Func<FailoverState, Instant, FailoverState> next) => present.Change(next);

    /// <summary>Waits until the state is not the one that was seen, or for that long.</summary>
    public Task WaitForChangeAsync(FailoverState seen, TimeSpan delay, CancellationToken cancellationToken) =>
        present.WaitForChangeAsync(seen, delay, cancellationToken);

    public HaStatus Status() => StatusReport.Of(this, State);

    public void Dispose()
    {
        if (!present.TryEnd())
            return;
        stopping.Cancel();
        stopping.Dispose();
        keeper.Dispose();
        Starts.Dispose();
        watch.Dispose();
        machine.Dispose();
        foreach (Site site in Sites)
            site.Close();
    }

    /// <summary>No lambda of the constructor: one there would keep the old directory alive, and that one the one before it.</summary>
    private void Arm() => keeper.Arm();

    private void Connected(Site site, TimeSpan took) => Record(new SiteEvent(SiteEventKind.Connected, site.Index, 0) { ConnectTime = took });

    private void Start()
    {
        if (Volatile.Read(ref isStarted) != 0 || Interlocked.Exchange(ref isStarted, 1) != 0)
            return;
        _ = follower.RunAsync(present.Changes);
        if (FirstState.PrefersNearest(plan))
            NearestRace.Start(this, stopping.Token);
        keeper.Start();
        machine.Start();
    }

    private bool IsConnectedTo(SiteName name) => Sites.Any(site => site.Name == name && site.IsConnected);
}
