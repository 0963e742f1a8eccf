using System.Buffers;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>From the bytes of a frame to its message.</summary>
internal static class MessageBytes
{
    /// <exception cref="WireException">INTERNAL: the bytes are no such message.</exception>
    public static IMessage Parse(MessageParser parser, in ReadOnlySequence<byte> bytes)
    {
        try
        {
            return bytes.IsSingleSegment ? parser.ParseFrom(bytes.FirstSpan) : parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new WireException(WireStatusCode.Internal, "A received message cannot be parsed.", exception);
        }
    }
}
