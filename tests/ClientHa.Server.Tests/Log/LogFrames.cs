using System.Buffers.Binary;

namespace ClientHa.Server.Tests.Log;

/// <summary>Where the frames of a good file lie, found by their lengths alone.</summary>
internal static class LogFrames
{
    /// <summary>The frames' offsets and lengths; the first is the header.</summary>
    public static List<(int Offset, int Length)> Find(ReadOnlySpan<byte> content)
    {
        var frames = new List<(int, int)>();
        for (int offset = 0; offset + 8 <= content.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(content[offset..]);
            if (length == 0) break;
            frames.Add((offset, 8 + length));
            offset += 8 + length;
        }
        return frames;
    }

    /// <summary>What is behind a frame's head.</summary>
    public static byte[] Payload(byte[] content, (int Offset, int Length) frame) =>
        content[(frame.Offset + 8)..(frame.Offset + frame.Length)];
}
