namespace ClientHa.Core.Replication;

/// <summary>
/// A link's state from its facts. Good is the one that must never be said too often: a status that goes on saying so while nothing
/// moves is worse than none.
/// </summary>
internal static class LinkRule
{
    /// <summary>Silence and standstill are counted in heartbeats.</summary>
    private const int Patience = 3;

    public static LinkState Judge(LinkFacts facts, TimeSpan heartbeatInterval)
    {
        TimeSpan patience = Patience * heartbeatInterval;
        if (facts.Fault is { } fault)
            return fault;
        if (!facts.Connected)
            return LinkState.Down;
        if (facts.IsSkewed && facts.LastWord <= patience)
            return LinkState.ClockSkew;
        if (facts.LastWord > patience || (facts.Pending > 0 && facts.LastProgress > patience))
            return LinkState.Stalled;
        return facts.Pending > 0 && facts.Lag > heartbeatInterval ? LinkState.CatchingUp : LinkState.Good;
    }
}
