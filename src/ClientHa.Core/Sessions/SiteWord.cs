using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>What a site says of itself in an answer.</summary>
/// <param name="Vector">What is there, durably.</param>
/// <param name="Confirmed">The last of its own operations that another site has too.</param>
/// <param name="IsStale">The answer does not cover the session.</param>
internal sealed record SiteWord(ReplicaId Replica, VersionVector Vector, ulong Confirmed, bool IsStale);
