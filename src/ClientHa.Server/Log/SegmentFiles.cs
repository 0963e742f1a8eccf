namespace ClientHa.Server.Log;

/// <summary>The files of a log's segments as they come and go; one is set aside for the next segment, so that there is room for it.</summary>
internal sealed class SegmentFiles(string directory, RecordLogOptions options) : IDisposable
{
    private ISyncedFile? spare;

    public bool HasSpare => spare is not null;

    private string SparePath => Path.Combine(directory, "next" + FileNames.Unfinished);

    /// <summary>The name of the segment that begins with a record.</summary>
    public string PathOf(long firstIndex) => FileNames.Of(directory, firstIndex, FileNames.Log);

    /// <summary>Sets a file aside, if there is none.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk is read-only.</exception>
    public void Reserve() => spare ??= options.Files.Create(SparePath, options.SegmentBytes);

    /// <summary>The file that was set aside, or a new one for a segment that is larger. It has an unfinished name.</summary>
    /// <exception cref="LogRefusedException">The disk takes none.</exception>
    public (ISyncedFile File, string Path) Take(Segment segment)
    {
        string path = segment.FileBytes <= options.SegmentBytes ? SparePath : Path.Combine(directory, "large" + FileNames.Unfinished);
        try
        {
            ISyncedFile taken = path == SparePath && spare is not null ? spare : options.Files.Create(path, segment.FileBytes);
            if (path == SparePath) spare = null;
            return (taken, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was begun, whatever the disk says.
            throw new LogRefusedException(e);
        }
    }

    /// <summary>Gives a file that is durable its name.</summary>
    /// <exception cref="LogRefusedException">The disk takes no names.</exception>
    public void Name(string unfinished, string path)
    {
        try
        {
            File.Move(unfinished, path);
        }
        catch (Exception e) when (DiskRefusal.Is(e))
        {
            throw new LogRefusedException(e);
        }
        options.Files.FlushDirectory(directory);
    }

    public void Remove(Segment segment)
    {
        File.Delete(segment.Path);
        options.Files.FlushDirectory(directory);
    }

    /// <summary>Gives back the room behind a segment's last batch. Nothing may be written to it any more.</summary>
    public static void Trim(Segment segment)
    {
        using FileStream file = new(segment.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(segment.DurableEnd);
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        if (spare is null) return;
        spare.Dispose();
        spare = null;
        try
        {
            File.Delete(SparePath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk has turned read-only, or has failed: what is left there is in nobody's way, and its owner still has to close the rest.
        }
    }
}
