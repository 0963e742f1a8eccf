namespace ClientHa.Server.Log;

/// <summary>What is to be done to the last file of a log before it is written on.</summary>
/// <param name="Segment">The file.</param>
/// <param name="LastFrame">
/// From here on to the end it is written once more: after a crash between write and flush, or after a flush that failed, it may be in
/// the system's memory alone, where even another flush would not take it to the disk.
/// </param>
/// <param name="End">Where the next batch goes.</param>
/// <param name="TornBytes">What is behind that, and was never acknowledged: it is wiped out.</param>
internal sealed record SegmentRepair(Segment Segment, long LastFrame, long End, long TornBytes)
{
    private const int WipedAtOnce = 1 << 20;

    /// <summary>The file, ready to be written.</summary>
    /// <exception cref="LogRefusedException">The disk takes no writes now; nothing has changed that counts.</exception>
    /// <exception cref="LogFailedException">What is on the disk is unknown.</exception>
    public ISyncedFile Run(ISyncedFiles files)
    {
        ISyncedFile? file = null;
        try
        {
            file = files.Open(Segment.Path);
            using (FrameReader reader = new(Segment.Path, bufferBytes: 4096))
            {
                reader.MoveTo(LastFrame);
                if (End > LastFrame) file.Write(reader.ReadRest(End), LastFrame);
            }
            for (long wiped = 0; wiped < TornBytes; wiped += WipedAtOnce)
                file.Write(new byte[Math.Min(WipedAtOnce, TornBytes - wiped)], End + wiped);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw DiskRefusal.Is(exception) ? new LogRefusedException(exception) : new LogFailedException(exception);
        }

        try
        {
            file.Flush();
            files.FlushDirectory(Path.GetDirectoryName(Segment.Path)!);
            return file;
        }
        catch (Exception exception)
        {
            file.Dispose();
            throw new LogFailedException(exception);
        }
    }
}
