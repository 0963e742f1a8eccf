using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>A state that was written down, as the records that recovery reads.</summary>
/// <param name="Records">How many records of the log it stands for.</param>
internal sealed record Snapshot(long Records, LogRecord[] Content);
