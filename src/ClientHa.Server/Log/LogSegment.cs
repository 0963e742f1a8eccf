namespace ClientHa.Server.Log;

/// <summary>A part of the log, and what its owner noted when it was begun.</summary>
/// <param name="FirstIndex">The number of its first record.</param>
/// <param name="Header">The owner's note.</param>
internal sealed record LogSegment(long FirstIndex, ReadOnlyMemory<byte> Header);
