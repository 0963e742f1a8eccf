namespace ClientHa.Services;

/// <summary>How the replication to a peer goes.</summary>
public enum ReplicationState
{
    /// <summary>The site says something that this client does not know.</summary>
    Unknown = 0,

    /// <summary>Not connected.</summary>
    Down = 1,

    /// <summary>About to be.</summary>
    Connecting = 2,

    /// <summary>Behind, and operations move.</summary>
    CatchingUp = 3,

    /// <summary>There was recent word, and nothing pending is older than it should be.</summary>
    Good = 4,

    /// <summary>Connected, and what is pending does not move.</summary>
    Stalled = 5,

    /// <summary>One of the two does not take the other for a peer.</summary>
    Refused = 6,

    /// <summary>The two have the same operations and not the same documents.</summary>
    Diverged = 7,

    /// <summary>One of the two clocks is wrong: what the one that is ahead has written waits until its time has come.</summary>
    ClockSkew = 8,
}
