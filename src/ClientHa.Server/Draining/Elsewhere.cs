using System.Globalization;
using ClientHa.Wire;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Draining;

/// <summary>
/// The hint by which a server sends a client to another site. On an answer it says that the next call should go there; on
/// UNAVAILABLE in the headers, or on HTTP's 503, that this call was not processed and must go there. See client.md.
/// </summary>
internal static class Elsewhere
{
    public const string HeaderName = "clientha-elsewhere";
    public const string Drain = "drain";
    public const string Starting = "starting";
    public const string ReadOnly = "read-only";
    public const string Full = "full";
    public const string Behind = "behind";

    private static readonly string Unavailable = ((int)WireStatusCode.Unavailable).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a handler throws before it has done anything: the client's failover handler sends the call elsewhere.</summary>
    /// <param name="why"><see cref="Drain"/>, <see cref="Starting"/>, or another word that clients know.</param>
    /// <param name="detail">A sentence for clients that don't.</param>
    public static WireException Refusal(string why, string detail)
    {
        WireException refusal = new(WireStatusCode.Unavailable, detail);
        refusal.Trailers.Add(HeaderName, why);
        return refusal;
    }

    /// <summary>Answers a request, gRPC or not, that nobody has looked at.</summary>
    public static Task RefuseAsync(HttpContext http, string why, string detail)
    {
        HttpResponse response = http.Response;
        response.Headers[HeaderName] = why;
        if (WireContentType.IsGrpc(http.Request.ContentType))
        {
            response.ContentType = WireHeaderNames.ContentType;
            response.Headers[WireHeaderNames.Status] = Unavailable;
            response.Headers[WireHeaderNames.Message] = StatusMessage.Encode(detail);
            return Task.CompletedTask;
        }
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(detail + "\n", http.RequestAborted);
    }

    /// <summary>
    /// Whether the hint would say too much: a call that the application itself answers so may have been processed.
    /// </summary>
    public static bool WouldSayNotProcessed(HttpResponse response) =>
        response.Headers[WireHeaderNames.Status] == Unavailable || response.StatusCode
            is StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout;
}
