using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>What a site goes by that is asked on behalf of a session.</summary>
/// <param name="Here">What is here, durably.</param>
/// <param name="Required">What the session knows of.</param>
/// <param name="IsRetired">Whether a replica is gone for good: what nobody has of it any more is not waited for.</param>
/// <param name="AcceptsStale">The caller has asked elsewhere, and takes what there is.</param>
/// <param name="IsLinked">Some peer is connected, so that what is not here may come.</param>
/// <param name="IsLate">The session has waited for as long as it may.</param>
internal readonly record struct SessionFacts(
    VersionVector Here, VersionVector Required, Func<ReplicaId, bool> IsRetired, bool AcceptsStale, bool IsLinked, bool IsLate);
