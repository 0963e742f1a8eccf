namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>Why a link ended.</summary>
internal enum LinkFailure
{
    /// <summary>The connection or the peer is gone, or went silent.</summary>
    Lost,

    /// <summary>One side doesn't take the other for a peer.</summary>
    Refused,

    /// <summary>History or state contradict each other.</summary>
    Diverged,

    /// <summary>Another link to the same site stands already, or has taken this one's place.</summary>
    Redundant,
}
