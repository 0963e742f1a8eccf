namespace ClientHa.Server.Log;

/// <summary>The frame of a <c>LogBatch</c> that is being filled, in protobuf's wire format from the first byte on.</summary>
internal sealed class BatchBuffer
{
    public const byte FirstIndexTag = (1 << 3) | 0;
    public const byte RecordTag = (2 << 3) | 2;

    // A batch that was larger gives its memory back.
    private const int KeptBytes = 1 << 20;

    private byte[] bytes = new byte[1 << 16];
    private int length;

    /// <summary>The number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The length of the frame as it is now.</summary>
    public int FrameBytes => length;

    /// <param name="index">The record's number, one more than that of the record before it.</param>
    /// <param name="record">Its bytes, which are copied.</param>
    public void Add(long index, ReadOnlySpan<byte> record)
    {
        EnsureRoom(Frame.HeadBytes + 1 + Varint.MaxBytes + 1 + Varint.MaxBytes + (long)record.Length);
        if (Count++ == 0)
        {
            length = Frame.HeadBytes;
            bytes[length++] = FirstIndexTag;
            length += Varint.Write(bytes.AsSpan(length), (ulong)index);
        }

        bytes[length++] = RecordTag;
        length += Varint.Write(bytes.AsSpan(length), (ulong)record.Length);
        record.CopyTo(bytes.AsSpan(length));
        length += record.Length;
    }

    /// <summary>The whole frame.</summary>
    public ReadOnlySpan<byte> Seal(uint salt)
    {
        Span<byte> frame = bytes.AsSpan(0, length);
        Frame.Seal(frame, salt);
        return frame;
    }

    public void Clear()
    {
        Count = length = 0;
        if (bytes.Length > KeptBytes) bytes = new byte[KeptBytes];
    }

    private void EnsureRoom(long more)
    {
        long needed = length + more;
        if (needed <= bytes.Length) return;
        if (needed > Array.MaxLength)
            throw new InvalidOperationException($"A batch holds at most {Array.MaxLength} bytes; sync before adding more.");
        Array.Resize(ref bytes, (int)Math.Min(Math.Max(needed, 2L * bytes.Length), Array.MaxLength));
    }
}
