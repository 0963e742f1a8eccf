namespace ClientHa.Testing.Network;

/// <summary>All that is wrong with a bridge at one time.</summary>
internal sealed record BridgeFaults
{
    public static BridgeFaults Nothing { get; } = new();

    /// <summary>Nobody listens: connects are refused, as when the process is dead.</summary>
    public bool Refuse { get; init; }

    /// <summary>The process stands still: its kernel still takes connects, and no byte moves.</summary>
    public bool Freeze { get; init; }

    /// <summary>From the client to the site.</summary>
    public FlowFaults Forth { get; init; } = FlowFaults.Nothing;

    /// <summary>From the site to the client.</summary>
    public FlowFaults Back { get; init; } = FlowFaults.Nothing;

    /// <summary>What a client finds that connects. It takes packets both ways, and a refusal is one that must come through.</summary>
    public Welcome Welcome =>
        Forth.Blackhole || Back.Blackhole ? Welcome.Silence : Refuse ? Welcome.Refusal : Welcome.Connection;

    /// <summary>Whether nothing passes in this direction.</summary>
    public bool Holds(bool isForth) => Freeze || (isForth ? Forth : Back).Blackhole;

    /// <summary>All of them at once, in whatever order.</summary>
    public static BridgeFaults Combine(IEnumerable<BridgeFaults> faults)
    {
        BridgeFaults[] all = [.. faults];
        return new BridgeFaults
        {
            Refuse = all.Any(static fault => fault.Refuse),
            Freeze = all.Any(static fault => fault.Freeze),
            Forth = FlowFaults.Combine(all.Select(static fault => fault.Forth)),
            Back = FlowFaults.Combine(all.Select(static fault => fault.Back)),
        };
    }
}
