namespace ClientHa.Core.Replication;

/// <summary>Who a site is, as it tells a peer first of all.</summary>
/// <param name="ProtocolVersion">The newest version of the protocol that it speaks.</param>
/// <param name="Cluster">Null: an empty directory, which founds a cluster or joins one.</param>
/// <param name="Vector">What is here and durable, with chains.</param>
internal sealed record SiteIdentity(uint ProtocolVersion, Guid? Cluster, int Site, ReplicaId Replica, VersionVector Vector)
{
    /// <summary>The newest version of the stream between sites that this program speaks.</summary>
    public const uint CurrentProtocol = Protocol.Second;

    /// <summary>The oldest version that it speaks, given what it holds.</summary>
    public uint OldestProtocol { get; init; } = ProtocolVersion;

    /// <summary>The replicas that will never come back, as far as the site knows.</summary>
    public IReadOnlyCollection<ReplicaId> Retired { get; init; } = [];
}
