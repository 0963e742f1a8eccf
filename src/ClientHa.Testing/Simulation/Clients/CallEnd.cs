namespace ClientHa.Testing.Simulation.Clients;

/// <summary>What a caller gets to see.</summary>
internal enum CallEnd
{
    Succeeded = 1,

    /// <summary>A site answered with an error.</summary>
    Refused,

    /// <summary>It may have been executed and must not be repeated.</summary>
    OutcomeUnknown,

    /// <summary>No site could be asked in the time that the call had.</summary>
    NoSite,

    DeadlineExceeded,

    Cancelled,

    /// <summary>A stream ended, by its site or by a loss.</summary>
    StreamEnded,
}
