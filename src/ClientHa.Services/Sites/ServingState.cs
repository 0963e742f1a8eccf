namespace ClientHa.Services;

/// <summary>What a site is doing.</summary>
public enum ServingState
{
    /// <summary>It says something that this client does not know.</summary>
    Unknown = 0,

    /// <summary>It reads its data directory, or waits for the sites that it was told of.</summary>
    Starting = 1,

    /// <summary>It takes over the data of another site.</summary>
    Joining = 2,

    /// <summary>It answers.</summary>
    Serving = 3,

    /// <summary>It is about to stop, and sends calls elsewhere.</summary>
    Draining = 4,
}
