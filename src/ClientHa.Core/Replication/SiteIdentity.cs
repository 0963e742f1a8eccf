namespace ClientHa.Core.Replication;

/// <summary>Who a site is, as it tells a peer first of all.</summary>
/// <param name="Cluster">Null: an empty directory, which founds a cluster or joins one.</param>
/// <param name="Vector">What is here and durable, with chains.</param>
internal sealed record SiteIdentity(uint ProtocolVersion, Guid? Cluster, int Site, ReplicaId Replica, VersionVector Vector)
{
    /// <summary>The version of the stream between sites that this program speaks.</summary>
    public const uint CurrentProtocol = 1;
}
