namespace ClientHa.Services;

/// <summary>A write that a site has accepted and made durable.</summary>
/// <param name="Version">What was written.</param>
/// <param name="IsSuperseded">A concurrent write with a greater version was there already: this one was accepted and has lost.</param>
public readonly record struct WriteResult(DocumentVersion Version, bool IsSuperseded)
{
    /// <summary>
    /// Another site was to have it too, and none had in time (<see cref="WriteConcern.AnyPeer"/>). It goes on to the others as any write
    /// does.
    /// </summary>
    public bool IsUnconfirmed { get; init; }
}
