namespace ClientHa.Core.Replication;

/// <summary>
/// What the shell has to do, in this order: an effect that follows a <see cref="Persist"/> waits until that is durable. So no answer
/// and no message shows what a crash could take back.
/// </summary>
internal abstract record ReplicaEffect
{
    private ReplicaEffect()
    {
    }

    public sealed record Persist(LogRecord Record) : ReplicaEffect;

    public sealed record Reply(object Call, ReplicaReply Value) : ReplicaEffect;

    /// <summary>Tell the peer that everything up to the vector is here and durable.</summary>
    public sealed record Acknowledge(object Link, VersionVector Vector) : ReplicaEffect;

    /// <param name="AsOf">This site's clock when it had the vector: whatever it accepts later is judged by a clock that is not behind.</param>
    public sealed record SendHeartbeat(object Link, VersionVector Vector, ulong Digest, long AsOf) : ReplicaEffect;

    /// <summary>What the peer sent doesn't follow what is here: nothing of it was taken from there on. Ask it again, from the vector.</summary>
    public sealed record Resubscribe(object Link, VersionVector Vector) : ReplicaEffect;

    /// <summary>
    /// What the peer sent is stamped ahead of this site's clock: nothing of it was taken from there on. It is asked again when the time
    /// of the stamp, in milliseconds since 1970, is near enough.
    /// </summary>
    public sealed record Ahead(object Link, long Stamp) : ReplicaEffect;

    /// <summary>A life of a site is over, and that is written down.</summary>
    public sealed record Retired(Roster Roster) : ReplicaEffect;

    /// <summary>The peer doesn't take part any more: the link ends.</summary>
    public sealed record Refuse(object Link, string Reason) : ReplicaEffect;

    /// <summary>The peer's history or state contradicts this one: nothing more is taken from it, and an operator must hear of it.</summary>
    public sealed record Diverged(object Link, string Reason) : ReplicaEffect;
}
