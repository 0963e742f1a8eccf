namespace ClientHa.Testing.Network;

/// <summary>How one direction of a connection came to its end.</summary>
internal enum FlowEnd
{
    /// <summary>The sender has closed its side, and the receiver knows.</summary>
    Finished,

    /// <summary>The sender has reset the connection, or the bridge has: the receiver is to see a reset.</summary>
    Reset,

    /// <summary>The receiver has reset the connection.</summary>
    Lost,
}
