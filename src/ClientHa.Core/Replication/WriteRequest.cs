namespace ClientHa.Core.Replication;

/// <summary>A write that a client asks for.</summary>
/// <param name="Id">The client's name for it; the shell makes one where the client gives none.</param>
/// <param name="Stamp">From the client's hybrid clock; 0: this site stamps.</param>
/// <param name="Restamped">The client was refused once because of its stamp, and has stamped again.</param>
/// <param name="Attempt">How often it was tried before, at whichever site.</param>
internal sealed record WriteRequest(
    OperationKind Kind,
    string Key,
    ReadOnlyMemory<byte> Value,
    OperationId Id,
    ulong Stamp,
    bool Restamped,
    byte Attempt,
    WriteCondition? Condition)
{
    /// <summary>Nobody can have executed it yet, so that it may be refused without a trace.</summary>
    public bool IsFirst => Attempt == 0 && !Restamped;
}
