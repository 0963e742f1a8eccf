namespace ClientHa.Core.Failover;

/// <summary>What a call knows when it asks for a site.</summary>
internal readonly record struct PickRequest(Instant Now)
{
    /// <summary>The call's number among all calls of the client: the place in the round robin.</summary>
    public ulong Ticket { get; init; }

    /// <summary>How many calls of the client are in flight, this one not counted.</summary>
    public int CallsInFlight { get; init; }

    /// <summary>The sites that this call tried in this round, as bits.</summary>
    public ulong Tried { get; init; }

    /// <summary>
    /// The sites, as bits, to which a call waits for a connection that does not come. Another is preferred, also one that has only just
    /// recovered.
    /// </summary>
    public ulong Unready { get; init; }

    /// <summary>How often this call has already waited for a site.</summary>
    public int Round { get; init; }

    /// <summary>When the call began.</summary>
    public Instant StartedAt { get; init; }

    /// <summary>When the call stops waiting for a site: its deadline, or the no-site timeout.</summary>
    public Instant GiveUpAt { get; init; }
}
