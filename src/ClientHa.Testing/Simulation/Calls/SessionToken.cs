using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Calls;

/// <summary>What a caller has read and written, and wants to find again.</summary>
/// <param name="Kept">Of its own writes, those that it keeps.</param>
/// <param name="AcceptsStale">It takes what there is.</param>
internal sealed record SessionToken(VersionVector Required, VersionVector Kept, bool AcceptsStale);
