using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>A file of the log.</summary>
/// <param name="First">The number of its first record; the first of all is 1.</param>
/// <param name="Before">What everything before it covers.</param>
internal sealed record Segment(long First, VersionVector Before);
