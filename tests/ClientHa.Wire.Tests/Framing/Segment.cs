using System.Buffers;

namespace ClientHa.Wire.Tests.Framing;

/// <summary>One of the pieces that make a sequence.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private Segment(byte[] bytes, Segment? previous)
    {
        Memory = bytes;
        if (previous is null)
            return;
        RunningIndex = previous.RunningIndex + previous.Memory.Length;
        previous.Next = this;
    }

    public static ReadOnlySequence<byte> Join(byte[][] pieces)
    {
        var first = new Segment(pieces[0], null);
        var last = pieces.Skip(1).Aggregate(first, (previous, piece) => new Segment(piece, previous));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
