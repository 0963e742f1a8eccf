namespace ClientHa.Server.Log;

/// <summary>Takes one part of a snapshot after another.</summary>
/// <param name="part">Its bytes, good only during the call.</param>
internal delegate void SnapshotPartVisitor(ReadOnlySpan<byte> part);
