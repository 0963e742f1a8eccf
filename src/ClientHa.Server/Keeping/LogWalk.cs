using ClientHa.Server.Log;

namespace ClientHa.Server.Keeping;

/// <summary>Reads the files of a log one after another, while its site may write the last one and remove the oldest.</summary>
internal sealed class LogWalk(DirectoryFiles directory)
{
    /// <summary>Shows every record with its file and the place of its batch.</summary>
    /// <param name="from">Files all of whose records come before this one are left out.</param>
    /// <param name="begin">Is told of each file before its records.</param>
    /// <param name="visit">Takes the records.</param>
    /// <exception cref="LogCorruptException">A file has something in its middle that was never written there.</exception>
    public IEnumerable<CheckedFile> Run(long from, Action<Segment> begin, Action<Segment, long, long, ReadOnlyMemory<byte>> visit)
    {
        SortedList<long, string> files = directory.Segments();
        for (int i = 0; i < files.Count; i++)
        {
            bool isLast = i == files.Count - 1;
            if (!isLast && files.GetKeyAtIndex(i + 1) <= from)
                continue;
            if (Read(files.GetValueAtIndex(i), files.GetKeyAtIndex(i), isLast, begin, visit) is { } file)
                yield return file;
        }
    }

    private CheckedFile? Read(string path, long firstIndex, bool isLast, Action<Segment> begin, Action<Segment, long, long, ReadOnlyMemory<byte>> visit)
    {
        try
        {
            Segment segment = Segment.Open(path, firstIndex);
            begin(segment);
            return isLast ? ReadLast(segment, visit) : Read(segment, isLast: false, afterIndex: 0, visit);
        }
        catch (FileNotFoundException) when (!directory.Segments().ContainsKey(firstIndex))
        {
            // A snapshot has all of it, and its site has removed it meanwhile.
            return null;
        }
    }

    /// <summary>
    /// Beside its site, a batch may be half written while it is read, and stand before whole ones when one looks again. Batches are
    /// written one after the other: what is broken at one place twice is broken.
    /// </summary>
    private static CheckedFile ReadLast(Segment segment, Action<Segment, long, long, ReadOnlyMemory<byte>> visit)
    {
        long shown = 0;
        long brokenAt = -1;
        while (true)
        {
            try
            {
                return Read(segment, isLast: true, shown, (of, index, offset, record) =>
                {
                    visit(of, index, offset, record);
                    shown = index;
                });
            }
            catch (LogCorruptException broken) when (broken.Offset != brokenAt)
            {
                brokenAt = broken.Offset;
            }
        }
    }

    private static CheckedFile Read(Segment segment, bool isLast, long afterIndex, Action<Segment, long, long, ReadOnlyMemory<byte>> visit)
    {
        SegmentReplay? replay = null;
        replay = new SegmentReplay(segment, isLast, afterIndex, (index, record) => visit(segment, index, replay!.LastFrame, record.ToArray()));
        replay.Run();
        return new(segment.Path, segment.FileBytes, segment.FirstIndex, replay.Next - 1) { UnfinishedBytes = replay.TornBytes };
    }
}
