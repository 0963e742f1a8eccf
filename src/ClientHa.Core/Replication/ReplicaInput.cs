namespace ClientHa.Core.Replication;

/// <summary>What happens to a replica. A call and a link are the shell's own handles: they come back in the effects as they are.</summary>
internal abstract record ReplicaInput
{
    private ReplicaInput()
    {
    }

    public sealed record Write(object Call, WriteRequest Request) : ReplicaInput;

    public sealed record Get(object Call, string Key) : ReplicaInput;

    /// <summary>A page of documents, bounded in number and bytes, and never empty while there are more.</summary>
    public sealed record List(object Call, string Prefix, string? After, int MaxCount, long MaxBytes) : ReplicaInput;

    public sealed record GetCounter(object Call, string Key) : ReplicaInput;

    /// <summary>A page of counters in the order of their keys.</summary>
    public sealed record ListCounters(object Call, string Prefix, string? After, int MaxCount) : ReplicaInput;

    /// <summary>A page of conflicts, the newest first, bounded as a page of documents is.</summary>
    public sealed record ListConflicts(object Call, string Prefix, ConflictPlace? After, int MaxCount, long MaxBytes) : ReplicaInput;

    /// <summary>Operations that a peer has sent, in the order of its log.</summary>
    public sealed record Push(object Link, Operation[] Operations) : ReplicaInput
    {
        /// <summary>Who has sent them; none: nobody who could be retired.</summary>
        public ReplicaId From { get; init; }
    }

    /// <summary>A peer's whole state and the vector that it covers. Half a state is never taken: it would show what no vector tells of.</summary>
    public sealed record State(object Link, VersionVector Vector, LogRecord.StatePart[] Parts) : ReplicaInput
    {
        /// <summary>An operator says that the clocks were wrong when it was written: where nothing is here, it is taken however far ahead it is stamped.</summary>
        public bool AcceptsClock { get; init; }
    }

    /// <summary>It is time to tell the peer how things stand here.</summary>
    public sealed record HeartbeatDue(object Link) : ReplicaInput;

    /// <summary>A peer has said how things stand there.</summary>
    public sealed record Heartbeat(object Link, VersionVector Vector, ulong Digest) : ReplicaInput
    {
        public ReplicaId From { get; init; }

        /// <summary>The peer's clock when it had this and no more, in milliseconds since 1970; 0: it doesn't say.</summary>
        public long AsOf { get; init; }
    }

    /// <summary>A member has said in its hello what it has.</summary>
    public sealed record Met(ReplicaId Peer, VersionVector Vector) : ReplicaInput;

    /// <summary>An empty site wants to take part. Nothing may be sent to it before the reply.</summary>
    public sealed record Admit(object Call, ReplicaId Peer) : ReplicaInput;

    /// <summary>An operator says that these lives will never come back.</summary>
    public sealed record Retire(object Call, ReplicaId[] Replicas) : ReplicaInput;

    /// <summary>The shell wants the whole state: for a snapshot, or for a peer or a watch that is too far behind for the log.</summary>
    public sealed record Capture(object Call) : ReplicaInput;
}
