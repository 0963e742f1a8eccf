using System.Collections.Immutable;

namespace ClientHa.Testing.History;

/// <summary>What the events come to. A pure fold.</summary>
internal sealed class HistoryReading
{
    private readonly List<HaCall> calls = [];
    private readonly List<HaFaultRecord> faults = [];
    private readonly List<HaEjection> ejections = [];
    private readonly Dictionary<ClientSite, int> ejected = [];
    private readonly Dictionary<int, int> places = [];

    private HistoryReading()
    {
    }

    public IReadOnlyList<HaCall> Calls => calls;

    public IReadOnlyList<HaFaultRecord> Faults => faults;

    public IReadOnlyList<HaEjection> Ejections => ejections;

    /// <param name="events">In their order.</param>
    public static HistoryReading Of(ImmutableArray<HistoryEvent> events)
    {
        HistoryReading reading = new();
        foreach (HistoryEvent happened in events)
            reading.Add(happened);
        return reading;
    }

    private void Add(HistoryEvent happened)
    {
        switch (happened)
        {
            case HistoryEvent.CallBegan began:
                places.Add(began.Call, calls.Count);
                calls.Add(new() { Number = began.Call, Client = began.Client, Method = began.Method, Began = began.Moment });
                break;
            case HistoryEvent.AttemptBegan began:
                Change(began.Call, call => call with { Attempts = [.. call.Attempts, Begin(call, began)] });
                break;
            case HistoryEvent.AttemptEnded ended:
                Change(ended.Call, call => call with { Attempts = [.. call.Attempts.SkipLast(1), End(call.Attempts[^1], ended)] });
                break;
            case HistoryEvent.CallEnded ended:
                Change(ended.Call, call => call with { Ended = ended.Moment, Outcome = ended.Result.Text, IsFailed = ended.Result.IsFailed });
                break;
            case HistoryEvent.SiteChanged changed:
                Add(changed);
                break;
            case HistoryEvent.FaultOrdered ordered:
                faults.Add(new() { Kind = ordered.Kind, Site = ordered.Site, Description = ordered.Description, Ordered = ordered.Moment });
                break;
            case HistoryEvent.FaultBegan began:
                faults[began.Fault - 1] = faults[began.Fault - 1] with { Began = began.Moment };
                break;
            case HistoryEvent.FaultHealed healed:
                faults[healed.Fault - 1] = faults[healed.Fault - 1] with { Healed = healed.Moment };
                break;
        }
    }

    private void Add(HistoryEvent.SiteChanged changed)
    {
        ClientSite site = changed.Site;
        if (changed.State == SiteState.Ejected)
        {
            ejected[site] = ejections.Count;
            ejections.Add(new()
            {
                Client = site.Client,
                Site = site.Number,
                SiteName = site.Name,
                Reason = changed.Reason,
                Began = changed.Moment,
            });
        }
        else if (ejected.Remove(site, out int place))
        {
            ejections[place] = ejections[place] with { Ended = changed.Moment };
        }
    }

    private void Change(int call, Func<HaCall, HaCall> change) => calls[places[call]] = change(calls[places[call]]);

    private static HaAttempt Begin(HaCall call, HistoryEvent.AttemptBegan began) => new()
    {
        Call = call.Number,
        Client = call.Client,
        Method = call.Method,
        Site = began.Site.Number,
        SiteName = began.Site.Name,
        Began = began.Moment,
    };

    private static HaAttempt End(HaAttempt attempt, HistoryEvent.AttemptEnded ended) =>
        attempt with { Ended = ended.Moment, Outcome = ended.Outcome };
}
