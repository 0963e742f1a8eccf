namespace ClientHa.Server.Log;

/// <summary>Reads the durable records of a log in order, while it is written and while its oldest segments are removed.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class LogReader : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly RecordLog log;
    private readonly long from;
    private Segment? segment;
    private FrameReader? frames;
    private BatchReader batch;
    private long next;

    /// <exception cref="LogCompactedException">The log no longer has this record.</exception>
    internal LogReader(RecordLog log, long fromIndex)
    {
        (this.log, from) = (log, fromIndex);
        if (log.FindSegment(fromIndex) is { } found)
        {
            Segment.Mark mark = found.Before(fromIndex);
            next = mark.Index;
            Open(found, mark.Offset);
        }
        else
        {
            next = log.FirstIndex;
        }

        if (fromIndex < next) throw Compacted(fromIndex);
    }

    /// <summary>Reads the next record; false if none is durable yet.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="record">Its bytes, good until the next call.</param>
    /// <exception cref="LogCompactedException">The segment with the next record was removed before it was read.</exception>
    /// <exception cref="LogCorruptException">The file is no longer what was written.</exception>
    public bool TryRead(out long index, out ReadOnlyMemory<byte> record)
    {
        while (true)
        {
            while (TryReadOfBatch(out index, out record))
                if (index >= from) return true;
            if (!TryReadBatch()) return false;
        }
    }

    public void Dispose() => frames?.Dispose();

    private bool TryReadOfBatch(out long index, out ReadOnlyMemory<byte> record)
    {
        try
        {
            if (!batch.TryRead(out index, out record)) return false;
        }
        catch (InvalidDataException)
        {
            throw Corrupt();
        }
        next = index + 1;
        return true;
    }

    private bool TryReadBatch()
    {
        // All that is up to here can be found: the end of a segment and the list of segments are published before.
        if (next > log.DurableIndex) return false;
        if (frames is null || !frames.TryRead(segment!.DurableEnd, out ReadOnlyMemory<byte> payload))
        {
            Segment? following = log.FindSegment(next);
            if (next < log.FirstIndex) throw Compacted(next);
            if (following?.FirstIndex != next) throw Corrupt();
            Open(following, following.FirstFrame);
            if (!frames!.TryRead(segment!.DurableEnd, out payload)) throw Corrupt();
        }

        if (!BatchReader.TryOpen(payload, out batch) || batch.Index != next) throw Corrupt();
        return true;
    }

    private void Open(Segment found, long offset)
    {
        frames?.Dispose();
        frames = null;
        try
        {
            frames = new FrameReader(found.Path, BufferBytes) { Salt = found.Salt };
        }
        catch (FileNotFoundException) when (next < log.FirstIndex)
        {
            throw Compacted(next);
        }
        segment = found;
        frames.MoveTo(offset);
    }

    private LogCompactedException Compacted(long index) => new(index, log.FirstIndex);

    private LogCorruptException Corrupt() =>
        new(segment?.Path ?? "", frames?.Position ?? 0, $"the batch with record {next}");
}
