using System.Security.Cryptography;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Log;

/// <summary>
/// An append-only sequence of records, numbered 1, 2, 3 … One thread appends, syncs, reserves and disposes; everything else
/// may be called by any.
/// </summary>
internal sealed class RecordLog : IDisposable
{
    private readonly RecordLogOptions options;
    private readonly Func<byte[]> segmentHeader;
    private readonly SegmentFiles files;
    private readonly BatchBuffer pending = new();
    private readonly Lock gate = new();
    private volatile Segment[] segments;
    private long durableIndex;

    // The file of the last segment.
    private ISyncedFile? file;
    private long end;

    // What the last segment's file needs before it is open; null where it is.
    private SegmentRepair? repair;
    private volatile string? fullReason;
    private Exception? failure;

    private RecordLog(string directory, RecordLogOptions options, Func<byte[]> segmentHeader, LogRecovery recovery)
    {
        this.options = options;
        files = new(directory, options);
        this.segmentHeader = segmentHeader;
        segments = recovery.Segments;
        durableIndex = LastIndex = recovery.LastIndex;
        repair = recovery.Repair;
        TornBytes = repair?.TornBytes ?? 0;
    }

    /// <summary>The number of the first record that the log still has; of the first to come, if it has none.</summary>
    public long FirstIndex
    {
        get
        {
            // Read first: it moves only when there is a segment.
            long next = DurableIndex + 1;
            return segments is [Segment first, ..] ? first.FirstIndex : next;
        }
    }

    /// <summary>The number of the last record that was appended.</summary>
    public long LastIndex { get; private set; }

    /// <summary>The number of the last record that survives a power failure.</summary>
    public long DurableIndex => Volatile.Read(ref durableIndex);

    /// <summary>
    /// Whether the disk takes nothing: no room for another segment, or read-only. What is under way may still have the room of this
    /// one; new writes should be refused until <see cref="TryReserve"/> succeeds.
    /// </summary>
    public bool IsFull => FullReason is not null;

    /// <summary>What the disk said when it refused room; null where <see cref="IsFull"/> is false.</summary>
    public string? FullReason => options.Files.Refusal ?? fullReason;

    /// <summary>How many bytes of a batch that had never become durable were cut off when the log was opened.</summary>
    public long TornBytes { get; }

    /// <summary>What the log takes of the disk.</summary>
    public long Bytes => segments.Sum(s => s.FileBytes) + (IsFull ? 0 : options.SegmentBytes);

    /// <summary>What a segment takes of the disk, unless one batch needed more.</summary>
    public long SegmentBytes => options.SegmentBytes;

    /// <summary>The segments, oldest first.</summary>
    public IReadOnlyList<LogSegment> Segments => [.. segments.Select(s => s.Public)];

    /// <summary>
    /// The number of the first record that the log in this directory has; null if it has none. For choosing a snapshot: the log
    /// must have the record after it.
    /// </summary>
    public static long? FindFirstIndex(string directory)
    {
        (SortedList<long, string> files, _) = FileNames.List(directory, FileNames.Log);
        return files.Count == 0 ? null : files.GetKeyAtIndex(0);
    }

    /// <summary>Opens the log in a directory, which may be empty, and shows its records.</summary>
    /// <param name="directory">The directory, which is there.</param>
    /// <param name="options">Options.</param>
    /// <param name="segmentHeader">
    /// Called by <see cref="Sync"/> when a segment begins: what to note in it. It may count records that are being synced, but
    /// must not miss any that was synced before, or who begins to read here by it would miss that too.
    /// </param>
    /// <param name="afterIndex">The last record that the caller has already, in a snapshot; 0 if none.</param>
    /// <param name="visit">Takes the records after it, in order.</param>
    /// <exception cref="LogCorruptException">The log is damaged; nothing was changed.</exception>
    /// <exception cref="LogFailedException">The disk fails. One that is full or read-only doesn't: it is read.</exception>
    public static RecordLog Open(
        string directory, RecordLogOptions options, Func<byte[]> segmentHeader, long afterIndex, RecordVisitor visit)
    {
        var log = new RecordLog(directory, options, segmentHeader, LogRecovery.Run(directory, afterIndex, visit));
        log.TryReserve();
        return log;
    }

    /// <summary>Takes a record, to be written by the next <see cref="Sync"/>.</summary>
    /// <returns>Its number.</returns>
    public long Append(ReadOnlySpan<byte> record)
    {
        ThrowIfFailed();
        pending.Add(LastIndex + 1, record);
        return ++LastIndex;
    }

    /// <summary>Makes all that was appended durable: all of it or, if the process dies meanwhile, perhaps nothing of it.</summary>
    /// <exception cref="LogRefusedException">The disk has no room or is read-only: all that was appended is forgotten.</exception>
    /// <exception cref="LogFailedException">The disk failed, now or before. It is not asked again.</exception>
    public void Sync()
    {
        ThrowIfFailed();
        if (pending.Count == 0) return;
        try
        {
            if (repair is not null && !TryReserve()) throw new LogRefusedException(new IOException(FullReason));
            if (file is null || end + pending.FrameBytes > segments[^1].FileBytes) BeginSegment();
            else Extend(file, segments[^1]);
        }
        catch (LogRefusedException e)
        {
            fullReason = e.InnerException!.Message;
            LastIndex = DurableIndex;
            pending.Clear();
            throw;
        }
        catch (Exception e)
        {
            failure = e;
            throw new LogFailedException(e);
        }

        Volatile.Write(ref durableIndex, LastIndex);
        pending.Clear();
        if (!files.HasSpare && !IsFull) TryReserve();
    }

    /// <summary>
    /// Sets room aside for the next segment, if there is none. Worth calling once a second while <see cref="IsFull"/>.
    /// </summary>
    /// <returns>Whether there is room.</returns>
    public bool TryReserve()
    {
        ThrowIfFailed();
        try
        {
            if (repair is not null)
            {
                file = repair.Run(options.Files);
                (end, repair) = (repair.End, null);
            }
            files.Reserve();
            fullReason = null;
        }
        catch (LogFailedException e)
        {
            failure = e.InnerException;
            throw;
        }
        catch (LogRefusedException e)
        {
            fullReason = e.InnerException!.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fullReason = e.Message;
        }
        return !IsFull;
    }

    /// <summary>Reads durable records, from this one on, which may be the next one that is not there yet.</summary>
    /// <exception cref="LogCompactedException">The log no longer has it.</exception>
    public LogReader OpenReader(long fromIndex) => new(this, fromIndex);

    /// <summary>Removes the segments all of whose records come before this one, but for the last segment.</summary>
    public void RemoveSegmentsBefore(long index)
    {
        Segment[] before;
        lock (gate)
        {
            before = segments;
            segments = [.. before.SkipWhile((_, i) => i + 1 < before.Length && before[i + 1].FirstIndex <= index)];
        }

        // One by one, so that after a power failure no segment is missing between others.
        foreach (Segment removed in before.TakeWhile((_, i) => i + 1 < before.Length && before[i + 1].FirstIndex <= index))
            files.Remove(removed);
    }

    /// <summary>Closes the log, and gives back the room that was set aside for more.</summary>
    public void DisposeTrimmed()
    {
        Dispose();
        if (segments is [.., Segment last])
            SegmentFiles.Trim(last);
    }

    /// <summary>Closes the log. What was appended and not synced is gone.</summary>
    public void Dispose()
    {
        failure ??= new ObjectDisposedException(nameof(RecordLog));
        file?.Dispose();
        file = null;
        files.Dispose();
    }

    /// <summary>The segment in which a record is or would be; null if the log begins after it.</summary>
    internal Segment? FindSegment(long index) => Array.FindLast(segments, s => s.FirstIndex <= index);

    /// <summary>Writes the batch behind the last one.</summary>
    private void Extend(ISyncedFile target, Segment segment)
    {
        int bytes = pending.FrameBytes;
        try
        {
            end = WriteBatch(target, segment, end);
        }
        catch (LogRefusedException)
        {
            // A part of it may be there.
            repair = new SegmentRepair(segment, LastFrame: end, end, bytes);
            target.Dispose();
            file = null;
            throw;
        }
    }

    /// <returns>Where it ends.</returns>
    private long WriteBatch(ISyncedFile target, Segment segment, long offset)
    {
        ReadOnlySpan<byte> frame = pending.Seal(segment.Salt);
        Write(target, frame, offset);
        target.Flush();
        segment.Note(LastIndex - pending.Count + 1, offset);
        return segment.DurableEnd = offset + frame.Length;
    }

    /// <summary>Writes the batch into a new file, which gets its name when both are durable: so it never has a torn header.</summary>
    private void BeginSegment()
    {
        long first = LastIndex - pending.Count + 1;
        var header = new LogHeader
        {
            FirstIndex = (ulong)first,
            Header = ByteString.CopyFrom(segmentHeader()),
            Salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
        };
        string path = files.PathOf(first);
        (Segment segment, byte[] headerFrame) = Segment.Begin(
            path, header, headerBytes => Math.Max(options.SegmentBytes, headerBytes + (long)pending.FrameBytes));

        (ISyncedFile next, string unfinished) = files.Take(segment);
        long nextEnd;
        try
        {
            Write(next, headerFrame, 0);
            nextEnd = WriteBatch(next, segment, segment.FirstFrame);
            files.Name(unfinished, path);
        }
        catch
        {
            next.Dispose();
            throw;
        }
        file?.Dispose();
        (file, end) = (next, nextEnd);
        lock (gate) segments = [.. segments, segment];
    }

    private static void Write(ISyncedFile target, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            target.Write(bytes, offset);
        }
        catch (Exception e) when (DiskRefusal.Is(e))
        {
            throw new LogRefusedException(e);
        }
    }

    private void ThrowIfFailed()
    {
        if (failure is not null) throw new LogFailedException(failure);
    }
}
