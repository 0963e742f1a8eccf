namespace ClientHa.Services;

/// <summary>A site's link to one peer, in the words that operators of a dual-centre set-up know.</summary>
public sealed class LinkReport
{
    /// <summary>The link's name.</summary>
    public required string Name { get; init; }

    /// <summary>How it goes.</summary>
    public required ReplicationState State { get; init; }

    /// <summary>When something was last exchanged, by the site's clock; none: never.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>When an exchange last failed; none: never.</summary>
    public DateTimeOffset? LastBad { get; init; }

    /// <summary>Why it did; empty where it never did.</summary>
    public string LastBadReason { get; init; } = "";

    /// <summary>How many documents were written by the last exchange.</summary>
    public long LastInserted { get; init; }

    /// <summary>How many were deleted by it.</summary>
    public long LastDeleted { get; init; }

    /// <summary>Operations that the peer has not acknowledged.</summary>
    public long Pending { get; init; }

    /// <summary>How long ago the oldest of them became durable here; zero where nothing is pending.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>The peer's number; meaningless before it was reached.</summary>
    public int Site { get; init; }

    /// <summary>The peer's replica, hexadecimal; empty before it was reached.</summary>
    public string Replica { get; init; } = "";

    /// <summary>Where the peer is.</summary>
    public string Address { get; init; } = "";

    /// <summary>How far the peer's clock is ahead of the site's; negative: behind.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>The version of the protocol that the two speak; 0 where they don't.</summary>
    public int ProtocolVersion { get; init; }
}
