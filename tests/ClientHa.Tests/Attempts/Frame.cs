namespace ClientHa.Tests.Attempts;

/// <summary>A frame of HTTP/2 as it is on the wire: RFC 9113, section 4.1.</summary>
internal sealed record Frame(FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
}
