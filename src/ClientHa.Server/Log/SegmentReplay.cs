namespace ClientHa.Server.Log;

/// <summary>Reads a segment of the log at the start, and decides what of it is good.</summary>
/// <param name="segment">The segment.</param>
/// <param name="isLast">Whether none comes after it: only there can a write have been interrupted.</param>
/// <param name="afterIndex">Records up to this one are not shown.</param>
/// <param name="visit">Takes the others.</param>
internal sealed class SegmentReplay(Segment segment, bool isLast, long afterIndex, RecordVisitor visit)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The number of the record that would come next.</summary>
    public long Next { get; private set; } = segment.FirstIndex;

    /// <summary>Where the last valid batch begins; where the first would, if there is none.</summary>
    public long LastFrame { get; private set; } = segment.FirstFrame;

    /// <summary>Where it ends.</summary>
    public long End { get; private set; }

    /// <summary>How many bytes behind it are of a batch that never became durable.</summary>
    public int TornBytes { get; private set; }

    public void Run()
    {
        using var reader = new FrameReader(segment.Path, BufferBytes) { Salt = segment.Salt };
        reader.MoveTo(segment.FirstFrame);
        for (; reader.TryRead(segment.FileBytes, out ReadOnlyMemory<byte> payload); End = reader.Position)
        {
            LastFrame = End == 0 ? segment.FirstFrame : End;
            segment.Note(Next, LastFrame);
            Show(payload, LastFrame);
        }

        End = segment.DurableEnd = reader.Position;
        byte[] rest = reader.ReadRest(segment.FileBytes);
        int used = rest.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        if (used == 0) return;
        if (!isLast) throw Corrupt(End, $"record {Next}, or zeros to the end, for another segment follows");
        if (HasFrame(rest, used)) throw Corrupt(End, $"record {Next}, for whole batches follow");
        TornBytes = used;
    }

    private void Show(ReadOnlyMemory<byte> payload, long offset)
    {
        if (!BatchReader.TryOpen(payload, out BatchReader batch) || batch.Index != Next)
            throw Corrupt(offset, $"the batch that begins with record {Next}");
        try
        {
            while (batch.TryRead(out long index, out ReadOnlyMemory<byte> record))
                if (index > afterIndex) visit(index, record.Span);
        }
        catch (InvalidDataException)
        {
            throw Corrupt(offset, $"record {batch.Index} in a batch of records");
        }
        Next = batch.Index;
    }

    /// <summary>Whether a frame of this file begins anywhere behind the first byte.</summary>
    private bool HasFrame(ReadOnlySpan<byte> rest, int used)
    {
        for (int start = 1; start < used && start + Frame.HeadBytes < rest.Length; start++)
        {
            if (rest[start + Frame.HeadBytes] != BatchBuffer.FirstIndexTag) continue;
            long length = Frame.LengthOf(rest[start..]);
            if (length <= rest.Length - start && Frame.IsValid(rest.Slice(start, (int)length), segment.Salt)) return true;
        }
        return false;
    }

    private LogCorruptException Corrupt(long offset, string expected) => new(segment.Path, offset, expected);
}
