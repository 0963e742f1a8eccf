using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Sites;
using ClientHa.V1;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// What programs ask that start, stop and route: <c>/ping</c> and <c>/readyz</c> whether to send calls here, <c>/healthz</c> whether
/// to start the process anew. They answer everybody: by the status code and a word. Why it is so they tell those who may hear it.
/// </summary>
internal sealed class HealthPages(SiteHealth health, SiteFault fault, SiteStatus status, IOperatorAccess access) : IOperatorPages
{
    public IEnumerable<OperatorRoute> Routes =>
    [
        new(HttpMethods.Get, "/ping", null, PingAsync),
        new(HttpMethods.Get, "/healthz", null, LiveAsync),
        new(HttpMethods.Get, "/readyz", null, ReadyAsync),
    ];

    /// <summary>200 while the site serves, else 503 and why.</summary>
    private Task PingAsync(HttpContext http) => AnswerAsync(http, "pong");

    /// <summary>
    /// 503 only where nothing but a new start helps. A site that waits for another one is alive: to kill it would not bring the other
    /// one back.
    /// </summary>
    private Task LiveAsync(HttpContext http) => fault.Message is { } message
        ? PlainText.AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, access.TellsReasons(http) ? message : "failed")
        : PlainText.AnswerAsync(http, StatusCodes.Status200OK, "alive");

    /// <summary>As a ping; and what still works, but not as it should, in further lines.</summary>
    private Task ReadyAsync(HttpContext http)
    {
        if (!access.TellsReasons(http))
            return AnswerAsync(http, "ready");
        GetStatusResponse now = status.Read();
        string readOnly = now.ReadOnlyReason.Length > 0 ? "\nread-only: writes are sent to other sites" : "";
        string links = string.Concat(now.Links.Where(link => link.State != LinkState.Good).Select(link => $"\nlink to {link.Name}: {link.State}"));
        return AnswerAsync(http, $"ready{readOnly}{links}");
    }

    private Task AnswerAsync(HttpContext http, string text)
    {
        HealthState state = health.Current;
        return state.IsServing
            ? PlainText.AnswerAsync(http, StatusCodes.Status200OK, text)
            : PlainText.AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, (access.TellsReasons(http) ? state : state with { Reason = "" }).ToString());
    }
}
