using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ClientHa.Server.Wire;

/// <summary>Turns away, by HTTP's own means, what is no gRPC request, and lifts Kestrel's limits for what is one.</summary>
internal static class RequestGate
{
    public static bool Admit(HttpContext http)
    {
        if (Refusal(http) is { } statusCode)
        {
            http.Response.StatusCode = statusCode;
            return false;
        }

        // These limits are meant for uploads; they would end a stream that is long or merely quiet.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } dataRate)
            dataRate.MinDataRate = null;

        http.Response.ContentType = WireHeaderNames.ContentType;
        return true;
    }

    private static int? Refusal(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        if (!WireContentType.IsGrpc(http.Request.ContentType))
            return StatusCodes.Status415UnsupportedMediaType;

        // Trailers carry the status: without them there is no gRPC.
        return http.Response.SupportsTrailers() ? null : StatusCodes.Status426UpgradeRequired;
    }
}
