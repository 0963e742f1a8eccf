using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// Answers what comes in at the operators' port, before any middleware of the application: none of the application's pages is to
/// be had there, and none of ours elsewhere.
/// </summary>
internal sealed class OperatorPages(IEnumerable<IOperatorPages> pages, IOperatorAccess access) : IStartupFilter
{
    private readonly FrozenDictionary<string, OperatorRoute[]> byPath = pages.SelectMany(page => page.Routes)
        .GroupBy(route => route.Path)
        .ToFrozenDictionary(routes => routes.Key, routes => routes.ToArray(), StringComparer.Ordinal);

    /// <summary>All that can be asked.</summary>
    public IEnumerable<OperatorRoute> Routes => byPath.Values.SelectMany(routes => routes);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Where TLS lets gRPC, an application and the pages share a port, the application's own pages stand beside ours.
        app.Use(own => http => OperatorEndPoint.IsOf(http) || (OperatorEndPoint.IsShared(http) && byPath.ContainsKey(http.Request.Path.Value ?? ""))
            ? AnswerAsync(http)
            : own(http));
        next(app);
    };

    private Task AnswerAsync(HttpContext http)
    {
        BrowserRules.Restrict(http.Response);
        if (!byPath.TryGetValue(http.Request.Path.Value ?? "", out OperatorRoute[]? routes))
            return PlainText.AnswerAsync(http, StatusCodes.Status404NotFound, "There is no such page.");
        if (routes.FirstOrDefault(route => route.Takes(http.Request.Method)) is not { } route)
        {
            http.Response.Headers.Allow = string.Join(", ", routes.SelectMany(Methods));
            return PlainText.AnswerAsync(http, StatusCodes.Status405MethodNotAllowed, $"This page takes {http.Response.Headers.Allow}.");
        }
        string? refusal = route.Role is { } role ? access.Refusal(http, role) ?? BrowserRules.Refusal(http.Request, route) : null;
        if (refusal is null)
            return route.AnswerAsync(http);

        // Whoever may try again with a credential was told so by who has refused.
        bool mayTryAgain = http.Response.Headers.WWWAuthenticate.Count > 0;
        return PlainText.AnswerAsync(http, mayTryAgain ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, refusal);
    }

    private static string[] Methods(OperatorRoute route) => route.IsWriting ? [route.Method] : [HttpMethods.Get, HttpMethods.Head];
}
