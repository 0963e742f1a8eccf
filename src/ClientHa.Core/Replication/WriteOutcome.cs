namespace ClientHa.Core.Replication;

/// <summary>What becomes of a write.</summary>
internal enum WriteOutcome
{
    Accepted,

    /// <summary>Refused without a trace: the client stamps again.</summary>
    Restamp,

    /// <summary>Refused: the condition doesn't hold here.</summary>
    Conflict,

    /// <summary>Refused: a retry so late that the answer to an earlier try may be forgotten.</summary>
    Expired,

    /// <summary>Refused: a retry whose stamp is ahead of this site's clock by more than sites' clocks may differ.</summary>
    Ahead,

    /// <summary>Refused: the counter would pass what 64 bits hold.</summary>
    Overflow,

    /// <summary>Refused: too many additions aren't known at all sites yet.</summary>
    Full,
}
