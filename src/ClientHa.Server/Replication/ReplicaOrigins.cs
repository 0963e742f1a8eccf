using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>From where an input came, and to where an effect goes back: the replica knows them as objects only.</summary>
internal static class ReplicaOrigins
{
    /// <summary>The link by which came what this is the end of.</summary>
    public static IReplicaLink? LinkOf(ReplicaEffect effect) => effect switch
    {
        ReplicaEffect.Acknowledge acknowledge => (IReplicaLink)acknowledge.Link,
        ReplicaEffect.Ahead ahead => (IReplicaLink)ahead.Link,
        ReplicaEffect.Diverged diverged => (IReplicaLink)diverged.Link,
        _ => null,
    };

    /// <summary>The call that waits for what becomes of the input; null where none does.</summary>
    public static ReplicaCall? CallOf(ReplicaInput input) => input switch
    {
        ReplicaInput.Write write => (ReplicaCall)write.Call,
        ReplicaInput.Get get => (ReplicaCall)get.Call,
        ReplicaInput.List list => (ReplicaCall)list.Call,
        ReplicaInput.GetCounter counter => (ReplicaCall)counter.Call,
        ReplicaInput.ListCounters list => (ReplicaCall)list.Call,
        ReplicaInput.ListConflicts list => (ReplicaCall)list.Call,
        ReplicaInput.Capture capture => (ReplicaCall)capture.Call,
        ReplicaInput.Admit admit => (ReplicaCall)admit.Call,
        ReplicaInput.Retire retire => (ReplicaCall)retire.Call,
        _ => null,
    };
}
