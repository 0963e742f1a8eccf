using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Wire;

internal static partial class WireLog
{
    [LoggerMessage(100, LogLevel.Error, "The handler of {Method} failed; its client was answered UNKNOWN.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);
}
