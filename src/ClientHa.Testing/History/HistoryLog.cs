using System.Collections.Immutable;
using ClientHa.Core.Failover;

namespace ClientHa.Testing.History;

/// <summary>The events of a cluster as they are told, each at its place in one order. By any thread.</summary>
internal sealed class HistoryLog(TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private readonly long start = timeProvider.GetTimestamp();
    private readonly Dictionary<ClientSite, List<(SiteHealth Health, HaMoment Moment)>> known = [];
    private readonly List<HistoryEvent> events = [];
    private long order;
    private int clients, calls, faults;

    /// <summary>In their order.</summary>
    public ImmutableArray<HistoryEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events.OrderBy(each => each.Moment)];
        }
    }

    public HaMoment Now()
    {
        lock (gate)
            return Next();
    }

    public int AddClient() => Interlocked.Increment(ref clients);

    public int Add(Func<HaMoment, int, HistoryEvent.CallBegan> began)
    {
        lock (gate)
        {
            events.Add(began(Next(), ++calls));
            return calls;
        }
    }

    public int Add(Func<HaMoment, int, HistoryEvent.FaultOrdered> ordered)
    {
        lock (gate)
        {
            events.Add(ordered(Next(), ++faults));
            return faults;
        }
    }

    public void Add(Func<HaMoment, HistoryEvent> happened)
    {
        lock (gate)
            events.Add(happened(Next()));
    }

    /// <summary>
    /// A call was sent. The client has chosen the site by what it knew of it then, so the attempt stands before the change that it
    /// did not know of; and a change that it knew of stands before it, although its telemetry tells of that later.
    /// </summary>
    public void AddAttempt(int call, ClientSite site, SiteHealth health)
    {
        lock (gate)
        {
            Know(site, health);
            int firstUnknown = known[site].FindIndex(change => change.Health.Since > health.Since);
            HaMoment moment = firstUnknown < 0 ? Next() : known[site][firstUnknown].Moment;
            events.Add(new HistoryEvent.AttemptBegan(firstUnknown < 0 ? moment : moment with { Order = moment.Order - 1 }, call, site));
        }
    }

    public void AddChange(ClientSite site, SiteHealth health)
    {
        lock (gate)
            Know(site, health);
    }

    private void Know(ClientSite site, SiteHealth health)
    {
        if (!known.TryGetValue(site, out List<(SiteHealth Health, HaMoment Moment)>? changes))
        {
            // Every site begins as one that is available.
            known[site] = changes = [(new SiteHealth(site.Name) { State = SiteState.Available }, default)];
        }
        SiteHealth last = changes[^1].Health;
        if (health.State == last.State || health.Since < last.Since)
            return;
        changes.Add((health, Next()));
        events.Add(new HistoryEvent.SiteChanged(changes[^1].Moment, site, health.State, health.Reason));
    }

    /// <summary>Every other number is free for what turns out to have come before.</summary>
    private HaMoment Next() => new(order += 2, timeProvider.GetElapsedTime(start));
}
