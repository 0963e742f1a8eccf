namespace ClientHa.Server.Log;

/// <summary>What a directory's log was found to be.</summary>
internal sealed class LogRecovery
{
    private LogRecovery()
    {
    }

    public required Segment[] Segments { get; init; }

    public required long LastIndex { get; init; }

    /// <summary>What the last segment's file needs before it is written on; null if there is none.</summary>
    public SegmentRepair? Repair { get; private init; }

    /// <summary>Reads the log, and changes nothing that counts.</summary>
    public static LogRecovery Run(string directory, long afterIndex, RecordVisitor visit)
    {
        Segment[] segments = OpenSegments(directory);
        if (segments.Length == 0) return new LogRecovery { Segments = segments, LastIndex = afterIndex };

        if (segments[0].FirstIndex > afterIndex + 1)
            throw new LogCorruptException(segments[0].Path, 0, $"record {afterIndex + 1}; the files before this one are missing");
        SegmentReplay last = Replay(segments, afterIndex, visit);
        if (last.Next <= afterIndex)
            throw new LogCorruptException(
                segments[^1].Path, last.End, $"record {last.Next} and those up to {afterIndex}, which a snapshot contains");
        return new LogRecovery
        {
            Segments = segments,
            LastIndex = last.Next - 1,
            Repair = new SegmentRepair(segments[^1], last.LastFrame, last.End, last.TornBytes),
        };
    }

    private static Segment[] OpenSegments(string directory)
    {
        (SortedList<long, string> found, List<string> others) = FileNames.List(directory, FileNames.Log);
        foreach (string other in others)
        {
            if (!other.EndsWith(FileNames.Unfinished, StringComparison.Ordinal))
                throw new LogCorruptException(other, 0, "no such file here; move it away if it is yours");
            DiskRefusal.Unless(() => File.Delete(other));
        }
        return [.. found.Select(f => Segment.Open(f.Value, f.Key))];
    }

    private static SegmentReplay Replay(Segment[] segments, long afterIndex, RecordVisitor visit)
    {
        SegmentReplay? before = null;
        for (int i = 0; ; i++)
        {
            Segment segment = segments[i];
            bool isLast = i == segments.Length - 1;
            if (!isLast && segments[i + 1].FirstIndex <= afterIndex + 1)
            {
                // A snapshot has all of it. Who reads it later finds its end by the record that begins the next one.
                segment.DurableEnd = segment.FileBytes;
                continue;
            }

            if (before is not null && before.Next != segment.FirstIndex)
                throw new LogCorruptException(
                    segment.Path, 0, $"record {before.Next} behind the segment before it, not {segment.FirstIndex}");
            var replay = new SegmentReplay(segment, isLast, afterIndex, visit);
            replay.Run();
            if (isLast) return replay;
            before = replay;
        }
    }
}
