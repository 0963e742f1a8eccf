namespace ClientHa.Server.Log;

/// <summary>The records of a <c>LogBatch</c>, read where they lie.</summary>
internal struct BatchReader
{
    private ReadOnlyMemory<byte> rest;

    /// <summary>The number of the next record.</summary>
    public long Index { get; private set; }

    /// <summary>Begins; false if this is no batch.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> payload, out BatchReader reader)
    {
        reader = default;
        ReadOnlySpan<byte> span = payload.Span;
        if (span.IsEmpty || span[0] != BatchBuffer.FirstIndexTag) return false;
        if (!Varint.TryRead(span[1..], out ulong index, out int count) || index is 0 or > long.MaxValue) return false;
        reader = new BatchReader { Index = (long)index, rest = payload[(1 + count)..] };
        return true;
    }

    /// <summary>Reads the next record; false at the end.</summary>
    /// <exception cref="InvalidDataException">The batch goes on with something that is no record.</exception>
    public bool TryRead(out long index, out ReadOnlyMemory<byte> record)
    {
        index = Index;
        record = default;
        ReadOnlySpan<byte> span = rest.Span;
        if (span.IsEmpty) return false;
        if (span[0] != BatchBuffer.RecordTag || !Varint.TryRead(span[1..], out ulong length, out int count)
            || length > (ulong)(span.Length - 1 - count))
            throw new InvalidDataException("expected a record");

        record = rest.Slice(1 + count, (int)length);
        rest = rest[(1 + count + (int)length)..];
        Index++;
        return true;
    }
}
