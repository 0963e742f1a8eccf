using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Draining;

/// <summary>Counts the calls in flight, puts the hint onto answers while the server drains, and refuses calls after that.</summary>
internal sealed class DrainMiddleware
{
    private const string HealthPath = "/grpc.health.v1.Health";

    private readonly RequestDelegate next;
    private readonly HaDrain drain;
    private readonly Func<object, Task> hint;

    public DrainMiddleware(RequestDelegate next, HaDrain drain)
    {
        (this.next, this.drain) = (next, drain);
        hint = Hint;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        if (drain.Draining.IsCancellationRequested && IsAlreadyUnhealthy(http))
        {
            await RefuseAsync(http).ConfigureAwait(false);
            return;
        }
        if (!drain.TryEnter())
        {
            await (IsHealthCheck(http) ? next(http) : RefuseAsync(http)).ConfigureAwait(false);
            return;
        }
        try
        {
            // For each call: one that is in flight when the drain begins tells its client, too.
            http.Response.OnStarting(hint, http.Response);
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            drain.Leave();
        }
    }

    /// <summary>Where nobody else tells a health check that the server doesn't serve, a refusal does.</summary>
    private bool IsAlreadyUnhealthy(HttpContext http) => !drain.HasHealth && IsHealthCheck(http);

    private static bool IsHealthCheck(HttpContext http) => http.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal);

    private static Task RefuseAsync(HttpContext http) =>
        Elsewhere.RefuseAsync(http, Elsewhere.Drain, "The server stops and has not processed the call; another one will.");

    private Task Hint(object state)
    {
        var response = (HttpResponse)state;
        if (drain.Draining.IsCancellationRequested && !Elsewhere.WouldSayNotProcessed(response))
            response.Headers[Elsewhere.HeaderName] = Elsewhere.Drain;
        return Task.CompletedTask;
    }
}
