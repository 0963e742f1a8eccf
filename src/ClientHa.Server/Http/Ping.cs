using ClientHa.Server.Health;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>What a load balancer asks: 200 while the site serves, else 503 and why.</summary>
internal sealed class Ping(SiteHealth health)
{
    public Task AnswerAsync(HttpContext http)
    {
        HealthState state = health.Current;
        http.Response.StatusCode = state.IsServing ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(state.IsServing ? "pong\n" : $"{state}\n", http.RequestAborted);
    }
}
