using System.Buffers.Binary;

namespace ClientHa.Core.Replication;

/// <summary>A number that is added to a counter, or its total, as it stands in an operation: 8 bytes, little-endian, signed.</summary>
internal static class CounterNumber
{
    public const int Bytes = sizeof(long);

    public static byte[] Write(long number)
    {
        byte[] bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    /// <exception cref="FormatException">Not as many bytes.</exception>
    public static long Read(ReadOnlyMemory<byte> bytes) => bytes.Length == Bytes
        ? BinaryPrimitives.ReadInt64LittleEndian(bytes.Span)
        : throw new FormatException($"A number of {bytes.Length} bytes; it has {Bytes}.");
}
