using System.Buffers.Binary;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>A message on the wire: one flag byte, four bytes of length (big endian), and the message.</summary>
internal static class Frame
{
    public const int HeaderBytes = 5;

    /// <summary>gRPC's own default for a received message.</summary>
    public const int DefaultMaxReceiveMessageBytes = 4 * 1024 * 1024;

    public static void WriteHeader(Span<byte> destination, int messageBytes)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)messageBytes);
    }

    /// <summary>Writes header and message into a span of exactly their size.</summary>
    public static void Write(Span<byte> destination, IMessage message)
    {
        WriteHeader(destination, destination.Length - HeaderBytes);
        message.WriteTo(destination[HeaderBytes..]);
    }
}
