namespace ClientHa.Core.Replication;

/// <summary>One change, as the replica that accepted it has written it down.</summary>
/// <param name="Replica">Who accepted it.</param>
/// <param name="Sequence">Its number there: 1, 2, 3 … without a hole.</param>
/// <param name="Attempt">How often the client had tried before.</param>
/// <param name="Result">What the client was told, where the version doesn't say it.</param>
/// <param name="PreviousChain">The running hash of the replica's operations before this one.</param>
internal sealed record Operation(
    ReplicaId Replica,
    ulong Sequence,
    WriteVersion Version,
    byte Attempt,
    OperationKind Kind,
    string Key,
    ReadOnlyMemory<byte> Value,
    ReadOnlyMemory<byte> Result,
    ulong PreviousChain)
{
    /// <summary>
    /// The stamp of what it was written over at the replica that accepted it; 0: nothing. Whatever else it meets was written by somebody
    /// who had not seen it.
    /// </summary>
    public ulong ReplacedStamp { get; init; }

    /// <summary>
    /// The running hash with this operation in it. Two replicas that know the same hash at the same sequence know the same history:
    /// a disk that was rolled back and written again shows by another one.
    /// </summary>
    public ulong Chain
    {
        get
        {
            ulong hash = Prng.Mix(PreviousChain ^ Sequence);
            hash = Prng.Mix(hash ^ Version.Stamp);
            hash = Prng.Mix(hash ^ Version.OperationId.High);
            return Prng.Mix(hash ^ Version.OperationId.Low ^ (ulong)Kind);
        }
    }
}
