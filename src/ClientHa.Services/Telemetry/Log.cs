using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>What clients log. No keys and no content: they are the program's own.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Handed {Writes} acknowledged writes to site {Site}, which lacked them: the site that had accepted them does not answer.")]
    public static partial void HandedOver(ILogger logger, int writes, int site);

    [LoggerMessage(101, LogLevel.Warning, "The write {OperationId} was acknowledged by one site only, and this client can no longer hand it to another ({Reason}): should that site be lost, the write is lost. Further ones are counted in the metrics.")]
    public static partial void Dropped(ILogger logger, Guid operationId, DroppedWriteReason reason);

    [LoggerMessage(102, LogLevel.Warning, "A write was acknowledged, and no other site had it in time (WriteConcern AnyPeer); until one has it, only its own site and this client do.")]
    public static partial void Unconfirmed(ILogger logger);

    [LoggerMessage(103, LogLevel.Warning, "Reads are stale: no site that answers has all that this client has read and written.")]
    public static partial void Stale(ILogger logger);

    [LoggerMessage(105, LogLevel.Warning, "This client's clock was {Seconds:0.0} s ahead of that of the site, which took no write with such a stamp, and is set back; the write was stamped again. See to the clocks of this computer and of the sites.")]
    public static partial void ClockSetBack(ILogger logger, double seconds);

    [LoggerMessage(104, LogLevel.Error, "WriteDropped has thrown.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);
}
