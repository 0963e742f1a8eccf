using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>How things stand with a peer, at one moment.</summary>
internal sealed record PeerReport(
    string Address,
    SiteIdentity? Identity,
    LinkState State,
    DateTimeOffset? LastGood,
    DateTimeOffset? LastBad,
    string LastBadReason,
    int LastInserted,
    int LastDeleted,
    ulong Pending,
    TimeSpan Lag)
{
    /// <summary>What the two sites speak; 0 where no link stands.</summary>
    public uint Protocol { get; init; }

    /// <summary>How far the peer's clock is ahead; null: it was not compared.</summary>
    public ClockOffset? Offset { get; init; }
}
