using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>What a site goes by that is asked on behalf of a session.</summary>
/// <param name="Here">What is here, durably.</param>
/// <param name="Required">What the session knows of.</param>
/// <param name="Kept">The session's own writes that its client keeps, and can bring.</param>
/// <param name="IsRetired">Whether a replica is gone for good: what nobody has of it any more, not the client either, is required of nobody.</param>
/// <param name="AcceptsStale">The caller has asked elsewhere, and takes what there is.</param>
/// <param name="IsLinked">Some peer is connected, so that what is not here may come.</param>
/// <param name="IsLate">The session has waited for as long as it may.</param>
internal readonly record struct SessionFacts(
    VersionVector Here, VersionVector Required, VersionVector Kept, Func<ReplicaId, bool> IsRetired, bool AcceptsStale, bool IsLinked, bool IsLate);
