using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

internal static partial class SiteLog
{
    [LoggerMessage(700, LogLevel.Information, "{Directory} holds {Documents} documents; {Records} records were recovered in {Seconds:0.00} s.")]
    public static partial void Recovered(ILogger logger, string directory, int documents, long records, double seconds);

    [LoggerMessage(701, LogLevel.Warning, "The log ended in the middle of a write of {Bytes} bytes that was never acknowledged; it was cut off.")]
    public static partial void TornTail(ILogger logger, long bytes);

    [LoggerMessage(702, LogLevel.Information, "Wrote a snapshot of {Documents} documents up to record {Records}.")]
    public static partial void SnapshotWritten(ILogger logger, int documents, long records);

    [LoggerMessage(703, LogLevel.Error, "No snapshot could be written; the log grows until one can. Is the disk full?")]
    public static partial void SnapshotFailed(ILogger logger, Exception exception);

    [LoggerMessage(704, LogLevel.Information, "Founded cluster {Cluster} as site {Site}.")]
    public static partial void Founded(ILogger logger, Guid cluster, int site);

    [LoggerMessage(720, LogLevel.Warning, "{Warning}")]
    public static partial void ClockWarning(ILogger logger, string warning);
}
