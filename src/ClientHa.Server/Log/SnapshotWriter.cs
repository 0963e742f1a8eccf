using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Log;

/// <summary>Writes the parts of a snapshot through a buffer.</summary>
internal sealed class SnapshotWriter
{
    public const byte PartTag = (1 << 3) | 2;

    private const int BufferBytes = 1 << 20;

    private readonly ISyncedFile file;
    private readonly uint salt;
    private byte[] buffer = new byte[BufferBytes];
    private int used;
    private long written;
    private ulong parts;

    internal SnapshotWriter(ISyncedFile file, SnapshotHeader header)
    {
        this.file = file;
        salt = header.Salt;
        Append(Frame.Around(header.ToByteArray(), salt: 0));
    }

    /// <summary>Adds a part, which is copied. Parts of about 64 KiB are quick.</summary>
    public void Add(ReadOnlySpan<byte> part)
    {
        Reserve(Frame.HeadBytes + 1 + Varint.MaxBytes + (long)part.Length);
        int start = used;
        used += Frame.HeadBytes;
        buffer[used++] = PartTag;
        used += Varint.Write(buffer.AsSpan(used), (ulong)part.Length);
        part.CopyTo(buffer.AsSpan(used));
        used += part.Length;
        Frame.Seal(buffer.AsSpan(start..used), salt);
        parts++;
    }

    internal void Complete()
    {
        Append(Frame.Around(new SnapshotFrame { Parts = parts }.ToByteArray(), salt));
        Write();
        file.Flush();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void Reserve(long bytes)
    {
        if (bytes <= buffer.Length - used) return;
        Write();
        if (bytes > buffer.Length) buffer = new byte[checked((int)bytes)];
    }

    private void Write()
    {
        file.Write(buffer.AsSpan(0, used), written);
        written += used;
        used = 0;
    }
}
