using System.Buffers.Binary;

namespace ClientHa.Server.Log;

/// <summary>What every file of the store is made of: <c>[length][checksum][payload]</c>, see log.proto.</summary>
/// <remarks>A payload is never empty, so that zeros are no frame.</remarks>
internal static class Frame
{
    /// <summary>The length and the checksum.</summary>
    public const int HeadBytes = 8;

    /// <summary>Writes the head of a frame whose payload is in place.</summary>
    public static void Seal(Span<byte> frame, uint salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, checked((uint)(frame.Length - HeadBytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame, salt));
    }

    /// <summary>A frame of its own around a payload.</summary>
    public static byte[] Around(ReadOnlySpan<byte> payload, uint salt)
    {
        var frame = new byte[HeadBytes + payload.Length];
        payload.CopyTo(frame.AsSpan(HeadBytes));
        Seal(frame, salt);
        return frame;
    }

    /// <summary>The length of the frame whose head is here, its head included: true or not.</summary>
    public static long LengthOf(ReadOnlySpan<byte> head) => HeadBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(head);

    /// <summary>Whether these bytes, as many as the head says, are a whole frame.</summary>
    public static bool IsValid(ReadOnlySpan<byte> frame, uint salt) =>
        frame.Length > HeadBytes && BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Checksum(frame, salt);

    private static uint Checksum(ReadOnlySpan<byte> frame, uint salt) =>
        Crc32C.Append(Crc32C.Append(salt, frame[..4]), frame[HeadBytes..]);
}
