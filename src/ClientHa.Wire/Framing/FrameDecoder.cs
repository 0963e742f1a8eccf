using System.Buffers;
using System.Buffers.Binary;

namespace ClientHa.Wire;

/// <summary>Cuts received bytes into messages. Trusts no byte of them: what is malformed ends the call with a clean status.</summary>
internal static class FrameDecoder
{
    /// <summary>Takes one message off the front of the buffer, or answers false while it is not all there.</summary>
    /// <exception cref="WireException">RESOURCE_EXHAUSTED or INTERNAL, before any memory is taken for the message.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxMessageBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < Frame.HeaderBytes)
            return false;

        var length = ReadLength(buffer, maxMessageBytes);
        if (buffer.Length < Frame.HeaderBytes + (long)length)
            return false;

        message = buffer.Slice(Frame.HeaderBytes, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    private static int ReadLength(ReadOnlySequence<byte> buffer, int maxMessageBytes)
    {
        Span<byte> header = stackalloc byte[Frame.HeaderBytes];
        buffer.Slice(0, Frame.HeaderBytes).CopyTo(header);

        if (header[0] == 1)
            throw new WireException(WireStatusCode.Internal, "A message is flagged as compressed, but no encoding was agreed upon.");
        if (header[0] != 0)
            throw new WireException(WireStatusCode.Internal, $"A message begins with the flag {header[0]}, which is not a gRPC frame.");

        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return length <= (uint)maxMessageBytes
            ? (int)length
            : throw new WireException(
                WireStatusCode.ResourceExhausted, $"A received message of {length} bytes is larger than the limit of {maxMessageBytes}.");
    }
}
