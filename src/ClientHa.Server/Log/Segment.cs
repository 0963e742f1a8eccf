using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Log;

/// <summary>A file of the log. The writer moves its end; readers see it move.</summary>
internal sealed class Segment
{
    private const string Format = "clientha log";
    private const int Version = 1;

    // So close together are the places from which a reader can begin.
    private const int MarkBytes = 256 << 10;

    private volatile Mark[] marks = [];
    private long durableEnd;

    private Segment(string path, LogHeader header, int headerFrameBytes, long fileBytes)
    {
        Path = path;
        Salt = header.Salt;
        FileBytes = fileBytes;
        FirstFrame = durableEnd = headerFrameBytes;
        Public = new LogSegment((long)header.FirstIndex, header.Header.Memory);
    }

    public string Path { get; }

    public uint Salt { get; }

    public long FileBytes { get; }

    /// <summary>Where the first batch begins.</summary>
    public long FirstFrame { get; }

    public LogSegment Public { get; }

    public long FirstIndex => Public.FirstIndex;

    /// <summary>Where the part ends that may be read.</summary>
    public long DurableEnd
    {
        get => Volatile.Read(ref durableEnd);
        set => Volatile.Write(ref durableEnd, value);
    }

    /// <summary>A new one and the first frame of its file.</summary>
    public static (Segment Segment, byte[] HeaderFrame) Begin(string path, LogHeader header, Func<int, long> fileBytes)
    {
        header.Format = Format;
        header.Version = Version;
        byte[] frame = Frame.Around(header.ToByteArray(), salt: 0);
        return (new Segment(path, header, frame.Length, fileBytes(frame.Length)), frame);
    }

    /// <summary>Reads the first frame of a file that was there before.</summary>
    /// <exception cref="LogCorruptException">It is not the first frame of this file.</exception>
    public static Segment Open(string path, long firstIndex)
    {
        using var reader = new FrameReader(path, bufferBytes: 4096);
        long fileBytes = reader.FileBytes;
        if (!reader.TryRead(fileBytes, out ReadOnlyMemory<byte> payload))
            throw new LogCorruptException(path, 0, "the header of a segment of the log");

        LogHeader header = Parse(payload.Span) ?? new LogHeader();
        if (header.Format != Format) throw new LogCorruptException(path, 0, "the header of a segment of the log");
        if (header.Version != Version)
            throw new LogCorruptException(path, 0, $"version {Version} of the log, which is version {header.Version}");
        if (header.FirstIndex != (ulong)firstIndex)
            throw new LogCorruptException(path, 0, $"first record {firstIndex} as the name says, not {header.FirstIndex}");
        return new Segment(path, header, (int)reader.Position, fileBytes);
    }

    /// <summary>Notes that a batch begins here; not every one is kept.</summary>
    public void Note(long index, long offset)
    {
        Mark[] old = marks;
        if (offset - (old.Length == 0 ? FirstFrame : old[^1].Offset) >= MarkBytes) marks = [.. old, new Mark(index, offset)];
    }

    /// <summary>A batch that begins with this record or not far before it.</summary>
    public Mark Before(long index)
    {
        Mark[] current = marks;
        int after = 0;
        while (after < current.Length && current[after].Index <= index) after++;
        return after == 0 ? new Mark(FirstIndex, FirstFrame) : current[after - 1];
    }

    private static LogHeader? Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return LogHeader.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Where a batch begins.</summary>
    internal readonly record struct Mark(long Index, long Offset);
}
