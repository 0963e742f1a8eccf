using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Log;

/// <summary>Reads a snapshot from its first frame to the one that counts the parts.</summary>
/// <param name="path">The file.</param>
/// <param name="index">The last record that it must contain; null: any.</param>
/// <param name="visit">Takes the parts.</param>
internal sealed class SnapshotReader(string path, long? index, SnapshotPartVisitor visit)
{
    private const int BufferBytes = 1 << 20;

    /// <exception cref="SnapshotCorruptException">It is not whole.</exception>
    public void Run()
    {
        using var frames = new FrameReader(path, BufferBytes);
        long limit = frames.FileBytes;
        frames.Salt = ReadHeader(frames, limit);
        for (ulong parts = 0; ; parts++)
        {
            long offset = frames.Position;
            if (!frames.TryRead(limit, out ReadOnlyMemory<byte> payload)) throw Corrupt(offset, "a part or the end");
            if (TryGetPart(payload.Span, out ReadOnlySpan<byte> part))
            {
                visit(part);
                continue;
            }

            if (Parse(SnapshotFrame.Parser, payload.Span) is not { FrameCase: SnapshotFrame.FrameOneofCase.Parts } end)
                throw Corrupt(offset, "a part or the end");
            if (end.Parts != parts) throw Corrupt(offset, $"{end.Parts} parts before the end, not {parts}");
            if (frames.Position != limit) throw Corrupt(frames.Position, "the end of the file");
            return;
        }
    }

    private static bool TryGetPart(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (payload[0] != SnapshotWriter.PartTag || !Varint.TryRead(payload[1..], out ulong length, out int count)
            || length != (ulong)(payload.Length - 1 - count))
            return false;
        part = payload[(1 + count)..];
        return true;
    }

    private static T? Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> payload)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private uint ReadHeader(FrameReader frames, long limit)
    {
        SnapshotHeader? header = frames.TryRead(limit, out ReadOnlyMemory<byte> payload)
            ? Parse(SnapshotHeader.Parser, payload.Span)
            : null;
        if (header?.Format != SnapshotFiles.Format) throw Corrupt(0, "the header of a snapshot");
        if (header.Version != SnapshotFiles.Version)
            throw Corrupt(0, $"version {SnapshotFiles.Version} of the snapshot, which is version {header.Version}");
        if (index is { } expected && header.Index != (ulong)expected) throw Corrupt(0, $"record {expected} as the name says, not {header.Index}");
        return header.Salt;
    }

    private SnapshotCorruptException Corrupt(long offset, string expected) => new(path, offset, expected);
}
