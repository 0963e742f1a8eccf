using System.Buffers.Binary;

namespace ClientHa.Benchmarks.Network;

/// <summary>
/// One direction of an HTTP/2 connection, as it is seen on the wire: says which segments carry the body of a call. What is sent
/// again, or is seen twice, counts once.
/// </summary>
internal sealed class FrameFlow(uint firstSequence, int bodyBytes)
{
    private const int PrefaceBytes = 24;
    private const int HeaderBytes = 9;
    private const byte Data = 0;

    private readonly byte[] header = new byte[HeaderBytes];
    private uint next = firstSequence;
    private int headerLength;
    private int skip = PrefaceBytes;

    /// <returns>How many calls' bodies begin here.</returns>
    public int Add(uint sequence, ReadOnlySpan<byte> payload)
    {
        int seen = unchecked((int)(next - sequence));
        if (seen >= payload.Length || payload.IsEmpty)
            return 0;

        // A gap means that the capture was too slow: then a frame is taken to begin with the segment.
        if (seen < 0)
            (headerLength, skip) = (0, 0);
        else
            payload = payload[seen..];
        next = unchecked(sequence + (uint)Math.Max(seen, 0) + (uint)payload.Length);
        return Read(payload);
    }

    private int Read(ReadOnlySpan<byte> bytes)
    {
        int calls = 0;
        while (!bytes.IsEmpty)
        {
            int skipped = Math.Min(skip, bytes.Length);
            skip -= skipped;
            bytes = bytes[skipped..];
            int taken = Math.Min(HeaderBytes - headerLength, bytes.Length);
            bytes[..taken].CopyTo(header.AsSpan(headerLength));
            headerLength += taken;
            bytes = bytes[taken..];
            if (headerLength < HeaderBytes)
                continue;
            skip = BinaryPrimitives.ReadInt32BigEndian(header) >> 8;
            if (header[3] == Data && skip >= bodyBytes)
                calls++;
            headerLength = 0;
        }
        return calls;
    }
}
