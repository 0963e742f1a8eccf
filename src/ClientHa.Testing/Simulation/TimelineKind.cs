namespace ClientHa.Testing.Simulation;

/// <summary>What goes into the digest. Numbers are for ever: a digest that somebody wrote down must stay right.</summary>
internal enum TimelineKind
{
    FaultApplied = 1,
    FaultHealed = 2,
    CallStarted = 10,
    AttemptStarted = 11,
    AttemptEnded = 12,
    CallEnded = 13,
    SiteStateChanged = 14,
    ProbeStarted = 15,
    ProbeEnded = 16,
    RecordDurable = 30,
    LinkChanged = 31,
    WatchDelivered = 32,
    SiteStarted = 33,
    SitePhaseChanged = 34,
    Executed = 35,
    Ended = 50,
}
