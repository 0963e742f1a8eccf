using Microsoft.Extensions.Logging;

namespace ClientHa.Server;

/// <summary>
/// Every message: what happened, and what follows. Ids in blocks of 100 per folder: 1xx Wire, 2xx Hosting, 3xx Draining, 4xx
/// Health.
/// </summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Error, "The handler of {Method} failed; its client was answered UNKNOWN.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(200, LogLevel.Information, "Site {Site} listens on {EndPoints}.")]
    public static partial void Listening(ILogger logger, int site, string endPoints);

    [LoggerMessage(201, LogLevel.Warning, "{Note}.")]
    public static partial void ConfigurationNote(ILogger logger, string note);

    [LoggerMessage(202, LogLevel.Warning, "The service manager at {Socket} hears nothing: {Reason}. The site goes on, and it may be taken for one that doesn't.")]
    public static partial void ServiceManagerDeaf(ILogger logger, string socket, string reason);

    [LoggerMessage(300, LogLevel.Information, "The server stops: its answers send clients elsewhere for {Seconds:0.#} s, then it takes no more calls and ends those that it has.")]
    public static partial void Draining(ILogger logger, double seconds);

    [LoggerMessage(301, LogLevel.Warning, "{Calls} calls have not ended within {Seconds:0.#} s; the server stops nevertheless and cuts them.")]
    public static partial void CallsCut(ILogger logger, int calls, double seconds);

    [LoggerMessage(400, LogLevel.Information, "The site is {State}.")]
    public static partial void HealthChanged(ILogger logger, string state);
}
