namespace ClientHa.Server.Sites;

/// <summary>How much room the data directory's disk has left.</summary>
internal static class DiskRoom
{
    private const long LeastBytes = 1L << 30;
    private const double LeastShare = 0.1;

    /// <summary>A sentence where there is so little that writes may soon be refused; else null.</summary>
    public static string? Warning(string directory)
    {
        try
        {
            DriveInfo drive = new(directory);
            return Warning(directory, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A disk that says nothing of itself says by its failures what is the matter.
            return null;
        }
    }

    public static string? Warning(string directory, long freeBytes, long totalBytes) =>
        freeBytes < LeastBytes && freeBytes < totalBytes * LeastShare
            ? $"The disk of {directory} has {freeBytes >> 20} MiB left of {totalBytes >> 20}: make room, or this site will take no more writes."
            : null;
}
