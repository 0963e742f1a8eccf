using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// What keeps a page of somebody else's from using the browser of an operator, who may do things here: nothing is done for another
/// origin, and nothing of ours runs or is shown in a page that isn't ours.
/// </summary>
internal static class BrowserRules
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private const string SameOrigin = "same-origin";

    public static void Restrict(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        response.Headers["Cross-Origin-Opener-Policy"] = SameOrigin;
    }

    /// <summary>
    /// Why a request is not carried out, or null. Every browser says where a request comes from; a program that says nothing is none
    /// that somebody else's page could use.
    /// </summary>
    public static string? Refusal(HttpRequest request, OperatorRoute route)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        string origin = request.Headers.Origin.ToString();
        // A link to the page may stand anywhere: following it changes nothing.
        bool isFollowed = !route.IsWriting && request.Headers["Sec-Fetch-Mode"] == "navigate";
        if (!isFollowed && site is not ("" or SameOrigin or "none"))
            return $"A page of another origin asks ({site}): open the status page of this site itself.";
        if (origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            return $"A page of {origin} asks: open the status page of this site itself.";
        return route.IsWriting && !request.HasJsonContentType()
            ? "What changes something is sent as application/json: no form of another page can do that."
            : null;
    }
}
