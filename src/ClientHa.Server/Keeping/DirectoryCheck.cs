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
    private readonly List<Damage> damages = [];
    private readonly List<CheckedFile> snapshots = [];
    private readonly List<CheckedFile> segments = [];

    private DirectoryCheck(DirectoryFiles directory) => this.directory = directory;

    /// <exception cref="DataDirectoryException">It is no site's.</exception>
    public static DirectoryReport Run(string path)
    {
        DirectoryCheck check = new(new DirectoryFiles(path));

        // In this order: what a snapshot contains is in the log before it is in the snapshot.
        check.ReadSnapshots();
        check.ReadLog();
        check.Compare();
        return new()
        {
            Directory = check.directory.FullPath,
            Meta = check.directory.Meta,
            Snapshots = check.snapshots,
            Segments = check.segments,
            Damages = check.damages,
        };
    }

    private void ReadSnapshots()
    {
        foreach ((long index, string path) in directory.Snapshots().Reverse())
        {
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
    }

    private void ReadLog()
    {
        RecordCheck? records = null;
        try
        {
            IEnumerable<CheckedFile> files = new LogWalk(directory).Run(
                from: 0,
                segment =>
                {
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
        }
        catch (LogCorruptException broken)
        {
            // What follows hangs in the air.
            damages.Add(new(broken.File, broken.Offset, $"expected {broken.Expected}"));
        }
    }

    /// <summary>A start needs a snapshot that the log goes on from, or a log from its first record on.</summary>
    private void Compare()
    {
        if (segments.Count == 0)
            return;
        (CheckedFile first, CheckedFile last) = (segments[0], segments[^1]);
        if (first.First > 1 && !snapshots.Any(snapshot => snapshot.Last + 1 >= first.First))
            damages.Add(new(first.File, 0, $"the log begins with record {first.First}, and no whole snapshot contains those before it"));
        if (damages.Count == 0 && snapshots is [{ } newest, ..] && newest.Last > last.Last)
            damages.Add(new(last.File, last.Bytes, $"expected the records {last.Last + 1} to {newest.Last}, which a snapshot contains"));
    }

    private void CheckOrder(Segment segment)
    {
        if (segments is [.., { } before] && segment.FirstIndex != before.Last + 1)
            throw new LogCorruptException(segment.Path, 0, $"record {before.Last + 1} behind the file before it, not {segment.FirstIndex}");
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
