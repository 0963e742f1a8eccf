namespace ClientHa.Core.Replication;

/// <summary>How things stand with a peer.</summary>
internal enum LinkState
{
    /// <summary>No connection.</summary>
    Down,

    /// <summary>The peer, or this site, lacks operations, and they move.</summary>
    CatchingUp,

    /// <summary>Recent word, and nothing pending is older than it should be.</summary>
    Good,

    /// <summary>Connected, and what is pending doesn't move, or no word comes.</summary>
    Stalled,

    /// <summary>One side refuses the other; the reason says why.</summary>
    Refused,

    /// <summary>History or state contradict each other.</summary>
    Diverged,

    /// <summary>One of the two clocks is wrong: what the one that is ahead has written waits until its time has come.</summary>
    ClockSkew,
}
