using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>What a replica's effects do to a link. Called by the writer, in order; none of them waits.</summary>
internal interface IReplicaLink
{
    void Acknowledge(VersionVector vector);

    /// <inheritdoc cref="ReplicaEffect.SendHeartbeat"/>
    void SendHeartbeat(VersionVector vector, ulong digest, long asOf);

    void Resubscribe(VersionVector vector);

    /// <inheritdoc cref="ReplicaEffect.Ahead"/>
    void Hold(long stamp);

    void Refuse(string reason);

    void Diverge(string reason);
}
