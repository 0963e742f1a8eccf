namespace ClientHa.Testing.Network;

/// <summary>What was received at once: bytes, or the end.</summary>
/// <param name="Bytes">Of the shared pool.</param>
/// <param name="Count">0 at the end.</param>
/// <param name="ArrivedAt">A timestamp.</param>
/// <param name="IsReset">The end came by RST, not by FIN.</param>
internal readonly record struct Chunk(byte[] Bytes, int Count, long ArrivedAt, bool IsReset = false);
