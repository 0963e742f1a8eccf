using Microsoft.Win32.SafeHandles;

namespace ClientHa.Server.Log;

/// <summary>Reads the frames of a file one after another, through a buffer.</summary>
internal sealed class FrameReader : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly int bufferBytes;
    private byte[] buffer;
    private int start;
    private int end;

    /// <summary>Opens a file for reading; others may write it, rename it or remove it meanwhile.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public FrameReader(string path, int bufferBytes)
    {
        handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        this.bufferBytes = bufferBytes;
        buffer = new byte[bufferBytes];
    }

    /// <summary>Where the next frame begins.</summary>
    public long Position { get; private set; }

    /// <summary>What the checksums of the frames begin from.</summary>
    public uint Salt { get; set; }

    public long FileBytes => RandomAccess.GetLength(handle);

    public void MoveTo(long position)
    {
        Position = position;
        start = end = 0;
    }

    /// <summary>Reads the next frame if there is a valid one; else stays where it is.</summary>
    /// <param name="limit">Where the readable part of the file ends.</param>
    /// <param name="payload">Good until the next call.</param>
    public bool TryRead(long limit, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (!TryFill(Frame.HeadBytes, limit)) return false;
        long length = Frame.LengthOf(buffer.AsSpan(start));
        if (!TryFill(length, limit)) return false;
        ReadOnlyMemory<byte> frame = buffer.AsMemory(start, (int)length);
        if (!Frame.IsValid(frame.Span, Salt)) return false;

        start += (int)length;
        Position += length;
        payload = frame[Frame.HeadBytes..];
        return true;
    }

    /// <summary>All that is between here and the limit, as it is.</summary>
    public byte[] ReadRest(long limit)
    {
        var rest = new byte[Math.Max(0, limit - Position)];
        int read = ReadAt(rest, rest.Length, Position);
        return read == rest.Length ? rest : rest[..read];
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Sees to it that as many bytes are in the buffer from <see cref="start"/> on.</summary>
    private bool TryFill(long count, long limit)
    {
        if (end - start >= count) return true;
        if (Position + count > limit || count > Array.MaxLength) return false;

        // A buffer that grew for one large frame is not kept for the small ones after it.
        int needed = Math.Max((int)count, bufferBytes);
        byte[] target = buffer.Length == needed ? buffer : new byte[needed];
        buffer.AsSpan(start..end).CopyTo(target);
        (buffer, start, end) = (target, 0, end - start);

        int wanted = (int)Math.Min(needed - end, limit - Position - end);
        end += ReadAt(buffer.AsSpan(end), wanted, Position + end);
        return end >= count;
    }

    private int ReadAt(Span<byte> target, int count, long offset)
    {
        int read = 0;
        while (read < count)
        {
            int got = RandomAccess.Read(handle, target[read..count], offset + read);
            if (got == 0) break;
            read += got;
        }
        return read;
    }
}
