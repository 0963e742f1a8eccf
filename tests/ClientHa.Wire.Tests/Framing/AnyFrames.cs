using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace ClientHa.Wire.Tests.Framing;

/// <summary>Messages as frames on the wire, cut anywhere.</summary>
internal sealed record AnyFrames(Payload[] Messages, byte[][] Pieces)
{
    public static Arbitrary<AnyFrames> Arbitrary { get; } = Arb.From(
        from sizes in Gen.ListOf(Gen.Frequency((3, Gen.Choose(0, 40)), (1, Gen.Choose(0, 5000))))
        from cuts in Gen.ArrayOf(Gen.Choose(0, 10_000))
        select Create([.. sizes], cuts));

    public static byte[] Encode(IMessage message)
    {
        var frame = new byte[Frame.HeaderBytes + message.CalculateSize()];
        Frame.Write(frame, message);
        return frame;
    }

    private static AnyFrames Create(int[] sizes, int[] cuts)
    {
        Payload[] messages = [.. sizes.Select((size, i) => new Payload { Number = i, Body = ByteString.CopyFrom(new byte[size]) })];
        byte[] wire = [.. messages.SelectMany(Encode)];
        int[] ends = [0, .. cuts.Select(cut => cut % (wire.Length + 1)).Order(), wire.Length];
        return new AnyFrames(messages, [.. ends.Zip(ends.Skip(1), (start, end) => wire[start..end])]);
    }
}
