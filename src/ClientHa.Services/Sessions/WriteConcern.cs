namespace ClientHa.Services;

/// <summary>When a write is acknowledged.</summary>
public enum WriteConcern
{
    /// <summary>When it is durable at the site that accepts it. The others have it a few milliseconds later.</summary>
    Local = 0,

    /// <summary>
    /// When another site has it too, durably: it then outlives the loss of either with its disk. Where none has it in
    /// <see cref="ServiceClientOptions.WriteConcernTimeout"/>, it is acknowledged all the same, and marked: see
    /// <see cref="WriteResult.IsUnconfirmed"/>.
    /// </summary>
    AnyPeer,
}
