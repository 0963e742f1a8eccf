namespace ClientHa.Testing.History;

/// <summary>One thing that happened.</summary>
internal abstract record HistoryEvent(HaMoment Moment)
{
    public sealed record CallBegan(HaMoment Moment, int Call, int Client, string Method) : HistoryEvent(Moment);

    public sealed record AttemptBegan(HaMoment Moment, int Call, ClientSite Site) : HistoryEvent(Moment);

    public sealed record AttemptEnded(HaMoment Moment, int Call, string Outcome) : HistoryEvent(Moment);

    public sealed record CallEnded(HaMoment Moment, int Call, CallResult Result) : HistoryEvent(Moment);

    public sealed record SiteChanged(HaMoment Moment, ClientSite Site, SiteState State, string? Reason) : HistoryEvent(Moment);

    public sealed record FaultOrdered(HaMoment Moment, int Fault, HaFaultKind Kind, int? Site, string Description) : HistoryEvent(Moment);

    public sealed record FaultBegan(HaMoment Moment, int Fault) : HistoryEvent(Moment);

    public sealed record FaultHealed(HaMoment Moment, int Fault) : HistoryEvent(Moment);
}
