using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>
/// Reads a data directory from the first byte to the last, and changes nothing: each frame's checksum, each record, and how they
/// follow each other. It may run beside the directory's site.
/// </summary>
internal sealed class DirectoryCheck
{
    private readonly DirectoryFiles directory;
    private readonly Action<string> reading;
    private readonly HashSet<long> looked = [];
    private readonly List<Damage> damages = [];
    private readonly List<CheckedFile> snapshots = [];
    private readonly List<CheckedFile> segments = [];

    private DirectoryCheck(DirectoryFiles directory, Action<string> reading) => (this.directory, this.reading) = (directory, reading);

    /// <param name="path">The data directory.</param>
    /// <param name="reading">Is told of each file that is about to be read.</param>
    /// <exception cref="DataDirectoryException">It is no site's.</exception>
    public static DirectoryReport Run(string path, Action<string>? reading = null)
    {
        DirectoryCheck check = new(new DirectoryFiles(path), reading ?? (_ => { }));

        // In this order: what a snapshot contains is in the log before it is in the snapshot.
        check.ReadSnapshots();
        long newest = check.snapshots is [{ } first, ..] ? first.Last : 0;
        check.ReadLog();
        check.Compare(newest);
        return new()
        {
            Directory = check.directory.FullPath,
            Meta = check.directory.Meta,
            Snapshots = check.snapshots,
            Segments = check.segments,
            Damages = check.damages,
        };
    }

    /// <returns>Whether there was one that had not been looked at.</returns>
    private bool ReadSnapshots()
    {
        bool isAny = false;
        foreach ((long index, string path) in directory.Snapshots().Reverse())
        {
            if (!looked.Add(index))
                continue;
            isAny = true;
            reading(path);
            int documents = 0;
            try
            {
                new SnapshotReader(path, index, part => documents += (RecordCodec.Read(part) as LogRecord.StatePart)?.Documents.Length ?? 0).Run();
                snapshots.Add(new(path, new FileInfo(path).Length, 1, index) { Documents = documents });
            }
            catch (SnapshotCorruptException broken)
            {
                damages.Add(new(broken.File, broken.Offset, $"expected {broken.Expected}"));
            }
            catch (FormatException unreadable)
            {
                damages.Add(new(path, 0, $"a part cannot be read: {unreadable.Message}"));
            }
            catch (FileNotFoundException) when (!directory.Snapshots().ContainsKey(index))
            {
                // Its site has removed it meanwhile, for a newer one.
            }
        }
        return isAny;
    }

    private void ReadLog()
    {
        // Its site may have removed meanwhile all that was there when this began.
        while (TryReadLog() && (segments is [.., { } last] ? !File.Exists(last.File) : directory.Segments().Count > 0))
            segments.Clear();
    }

    /// <returns>False where it is damaged.</returns>
    private bool TryReadLog()
    {
        RecordCheck? records = null;
        try
        {
            IEnumerable<CheckedFile> files = new LogWalk(directory).Run(
                from: 0,
                segment =>
                {
                    reading(segment.Path);
                    CheckOrder(segment);
                    // Of those before it none could be read: their site has removed them, the last perhaps after it was begun with.
                    if (segments.Count == 0)
                        records = new RecordCheck(CoveredBefore(segment));
                },
                (segment, index, offset, record) =>
                {
                    if (records!.Expected(index, record.Span) is { } expected)
                        throw new LogCorruptException(segment.Path, offset, expected);
                });
            foreach (CheckedFile file in files)
                segments.Add(file);
            return true;
        }
        catch (LogCorruptException broken)
        {
            // What follows hangs in the air.
            damages.Add(new(broken.File, broken.Offset, $"expected {broken.Expected}"));
            return false;
        }
    }

    /// <summary>A start needs a snapshot that the log goes on from, or a log from its first record on.</summary>
    /// <param name="newest">The last record of the newest snapshot that was read before the log.</param>
    private void Compare(long newest)
    {
        if (segments.Count == 0)
            return;
        (CheckedFile first, CheckedFile last) = (segments[0], segments[^1]);
        bool isWhole = first.First == 1;
        do
        {
            isWhole |= snapshots.Any(snapshot => snapshot.Last + 1 >= first.First);
        }
        // Those that were read may be gone by now, as what the log goes on from is newer.
        while (!isWhole && ReadSnapshots());
        if (!isWhole)
            damages.Add(new(first.File, 0, $"the log begins with record {first.First}, and no whole snapshot contains those before it"));
        if (damages.Count == 0 && newest > last.Last)
            damages.Add(new(last.File, last.Bytes, $"expected the records {last.Last + 1} to {newest}, which a snapshot contains"));
    }

    private void CheckOrder(Segment segment)
    {
        if (segments is not [.., { } before] || segment.FirstIndex == before.Last + 1)
            return;
        if (File.Exists(before.File))
            throw new LogCorruptException(segment.Path, 0, $"record {before.Last + 1} behind the file before it, not {segment.FirstIndex}");
        // Its site has removed what was read so far, and what came behind it: the log begins here now.
        segments.Clear();
    }

    private static VersionVector CoveredBefore(Segment segment)
    {
        try
        {
            return RecordCodec.Read(segment.Public.Header.Span) is LogRecord.StateEnd end ? end.Vector : VersionVector.Empty;
        }
        catch (FormatException unreadable)
        {
            throw new LogCorruptException(segment.Path, 0, $"what the log covered when this file was begun ({unreadable.Message})");
        }
    }
}
