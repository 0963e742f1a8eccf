using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Replication;

internal static partial class ReplicationLog
{
    [LoggerMessage(600, LogLevel.Critical, "The log cannot be written any more; the site stops, because nobody knows what the disk holds. A restart finds out.")]
    public static partial void ReplicaFailed(ILogger logger, Exception exception);

    [LoggerMessage(601, LogLevel.Error, "The disk refuses to be written ({Reason}). The site reads on; writes go to other sites until the disk takes them.")]
    public static partial void WriteRefused(ILogger logger, string reason);
}
