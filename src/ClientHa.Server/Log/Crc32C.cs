using System.Buffers.Binary;
using System.Numerics;

namespace ClientHa.Server.Log;

/// <summary>The checksum CRC-32C (Castagnoli; RFC 3720, appendix B.4), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of what <paramref name="checksum"/> is of, and <paramref name="bytes"/> behind it.</summary>
    /// <param name="checksum">0 for a beginning.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint register = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) register = BitOperations.Crc32C(register, b);
        return ~register;
    }
}
