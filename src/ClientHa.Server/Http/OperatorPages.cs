using ClientHa.Server.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// Answers what comes in at the operators' port, before any middleware of the application: none of the application's pages is to
/// be had there, and none of ours elsewhere.
/// </summary>
internal sealed class OperatorPages(SiteHealth health) : IStartupFilter
{
    private readonly Ping ping = new(health);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(own => http => OperatorEndPoint.IsOf(http) ? AnswerAsync(http) : own(http));
        next(app);
    };

    private Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != "/ping")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = $"{HttpMethods.Get}, {HttpMethods.Head}";
            return Task.CompletedTask;
        }
        return ping.AnswerAsync(http);
    }
}
