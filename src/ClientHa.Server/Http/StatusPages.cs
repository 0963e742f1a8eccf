using ClientHa.Server.Draining;
using ClientHa.Server.Events;
using ClientHa.Server.Sites;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// The status page's data: once, and live over server-sent events (HTML Living Standard, section 9.2), which browsers take up again by
/// themselves.
/// </summary>
internal sealed class StatusPages(
    SiteStatus status, PeerAnswers peers, RecentEvents events, IOperatorAccess access, HaDrain drain, TimeProvider timeProvider) : IOperatorPages
{
    /// <summary>A page that is left open on a wall is no load; a thousand are an attack.</summary>
    public const int MaxLive = 64;

    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(300);

    /// <summary>A browser that reads nothing for so long is gone, or stands still.</summary>
    private static readonly TimeSpan writeTimeout = TimeSpan.FromSeconds(10);

    private int live;

    public IEnumerable<OperatorRoute> Routes =>
    [
        new(HttpMethods.Get, "/api/status", OperatorRole.Viewer, http => AnswerAsync(http)),
        new(HttpMethods.Get, "/api/events", OperatorRole.Viewer, http => Json.AnswerAsync(http, events.All)),
        new(HttpMethods.Get, "/api/rights", OperatorRole.Viewer, http => Json.AnswerAsync(http, Rights(http))),
        new(HttpMethods.Get, "/api/live", OperatorRole.Viewer, LiveAsync),
    ];

    private async Task AnswerAsync(HttpContext http) =>
        await Json.AnswerAsync(http, await ReadAsync(http.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<StatusPicture> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PeerAnswer> answers = await peers.ReadAsync(patience, cancellationToken).ConfigureAwait(false);
        return StatusPicture.Of(status.Read(), answers, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private object Rights(HttpContext http) => new
    {
        Read = access.Refusal(http, OperatorRole.Reader) is null,
        Edit = access.Refusal(http, OperatorRole.Editor) is null,
    };

    private async Task LiveAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref live) > MaxLive)
        {
            Interlocked.Decrement(ref live);
            await PlainText.AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, $"{MaxLive} pages follow this site already: close one.").ConfigureAwait(false);
            return;
        }
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            // Until the listener closes: an operator wants to see a site drain.
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Closing);
            await FollowAsync(http, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            Interlocked.Decrement(ref live);
        }
    }

    private async Task FollowAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval, timeProvider);
        long told = -1;
        do
        {
            if (events.Last is var newest && newest != told)
            {
                await SendAsync(http, "events", events.All, cancellationToken).ConfigureAwait(false);
                told = newest;
            }
            if (access.Refusal(http, OperatorRole.Viewer) is { } refusal)
            {
                await SendAsync(http, "refused", refusal, cancellationToken).ConfigureAwait(false);
                return;
            }
            await SendAsync(http, "status", await ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task SendAsync<T>(HttpContext http, string name, T data, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(writeTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        await http.Response.WriteAsync($"event: {name}\ndata: {Json.Text(data)}\n\n", either.Token).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
    }
}
