using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>Who a data directory belongs to: <c>meta.json</c>.</summary>
/// <param name="Cluster">Null: an empty directory.</param>
/// <param name="IsJoining">What is here is a part of that cluster's state, and worth nothing without the rest.</param>
/// <param name="Returning">The operations of an earlier life that must be here before the site serves: its disk was rolled back.</param>
internal sealed record SiteMeta(ReplicaId Replica, Guid? Cluster, bool IsJoining, VectorEntry? Returning = null);
