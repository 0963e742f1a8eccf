namespace ClientHa.Core.Replication;

/// <summary>Earlier lives of a site that comes as a new one.</summary>
/// <param name="Replicas">Those that take part still.</param>
/// <param name="Lacking">One of them that is known to have written more than is here, and how much; null: there is none.</param>
internal sealed record PriorLives(ReplicaId[] Replicas, VectorEntry? Lacking);
