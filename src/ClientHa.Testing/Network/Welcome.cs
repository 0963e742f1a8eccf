namespace ClientHa.Testing.Network;

/// <summary>What a client finds that connects.</summary>
internal enum Welcome
{
    Connection,

    /// <summary>Nobody listens there: ECONNREFUSED.</summary>
    Refusal,

    /// <summary>Nothing comes back, neither yes nor no.</summary>
    Silence,
}
