namespace ClientHa.Server.Peers;

/// <summary>Why a link ended.</summary>
internal enum PeerFailureKind
{
    /// <summary>The connection or the peer is gone, or went silent.</summary>
    Lost,

    /// <summary>No fault: neither side has anything yet.</summary>
    BothEmpty,

    /// <summary>One side doesn't take the other for a peer.</summary>
    Refused,

    /// <summary>History or state contradict each other.</summary>
    Diverged,

    /// <summary>Another link to the same site stands already, or has taken this one's place.</summary>
    Redundant,

    /// <summary>The peer has sent what no site sends.</summary>
    Garbage,

    /// <summary>This site stops.</summary>
    Stopped,
}
