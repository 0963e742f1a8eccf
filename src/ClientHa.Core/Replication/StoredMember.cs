namespace ClientHa.Core.Replication;

/// <summary>A replica that takes part, or did.</summary>
/// <param name="Has">What it is known to have, durably.</param>
internal sealed record StoredMember(ReplicaId Replica, bool IsRetired, VersionVector Has);
