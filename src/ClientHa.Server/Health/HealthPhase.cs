namespace ClientHa.Server.Health;

/// <summary>What a site does.</summary>
internal enum HealthPhase
{
    /// <summary>Reads its data directory, or waits for the sites that it was told of.</summary>
    Starting,

    /// <summary>Takes over the data of another site.</summary>
    Joining,

    Serving,

    /// <summary>Sends its clients elsewhere, since it stops. The last phase.</summary>
    Draining,
}
