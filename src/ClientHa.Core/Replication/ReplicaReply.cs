namespace ClientHa.Core.Replication;

/// <summary>An answer to a call, with this site's clock.</summary>
internal abstract record ReplicaReply(ulong Clock)
{
    /// <param name="Outcome">What became of it.</param>
    /// <param name="Result">Where it was accepted, now or by an earlier try.</param>
    /// <param name="Current">Where it was refused, what is here instead, if anything.</param>
    public sealed record Written(WriteOutcome Outcome, OperationResult? Result, StoredDocument? Current, ulong Clock) : ReplicaReply(Clock);

    public sealed record Found(StoredDocument? Document, ulong Clock) : ReplicaReply(Clock);

    /// <param name="Vector">What the page covers: who watches from there misses nothing.</param>
    public sealed record Page(StoredDocument[] Documents, bool HasMore, VersionVector Vector, ulong Clock) : ReplicaReply(Clock);

    public sealed record Counter(long Total, ulong Clock) : ReplicaReply(Clock);

    public sealed record Counters(StoredCounter[] Items, bool HasMore, ulong Clock) : ReplicaReply(Clock);

    public sealed record Conflicts(StoredConflict[] Items, bool HasMore, ulong Clock) : ReplicaReply(Clock);

    public sealed record State(ReplicaState Value, ulong Clock) : ReplicaReply(Clock);

    /// <param name="Refusal">Why the peer may not take part, and the remedy; null: it may.</param>
    public sealed record Admitted(string? Refusal, ulong Clock) : ReplicaReply(Clock);

    /// <param name="Replicas">Those that will never come back, of all that were named.</param>
    public sealed record Retired(ReplicaId[] Replicas, ulong Clock) : ReplicaReply(Clock);
}
