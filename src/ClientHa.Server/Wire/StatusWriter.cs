using System.Globalization;
using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClientHa.Server.Wire;

/// <summary>Ends a response with its status.</summary>
internal static class StatusWriter
{
    /// <summary>
    /// Half of the headers that gRPC's core takes by default (GRPC_ARG_MAX_METADATA_SIZE, 8 KiB). A client that gets more than it
    /// takes drops the call, and with it the status.
    /// </summary>
    private const int MaxMessageLength = 4096;

    public static async ValueTask WriteAsync(HttpResponse response, WireStatus status, WireContext context)
    {
        if (!response.HasStarted && status.Code != WireStatusCode.Ok)
        {
            // Nothing was sent: the status goes into the headers, and a failover handler can still move the call.
            HeaderMetadata.Write(context.ResponseHeaders, response.Headers);
            HeaderMetadata.Write(context.ResponseTrailers, response.Headers);
            WriteStatus(response.Headers, status);
            return;
        }

        await context.StartAsync().ConfigureAwait(false);
        var trailers = response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        HeaderMetadata.Write(context.ResponseTrailers, trailers);
        WriteStatus(trailers, status);
    }

    public static void WriteStatus(IHeaderDictionary headers, WireStatus status)
    {
        headers[WireHeaderNames.Status] = Number(status.Code);
        if (status.Detail.Length > 0)
            headers[WireHeaderNames.Message] = Shorten(StatusMessage.Encode(status.Detail));
    }

    private static string Shorten(string encoded)
    {
        if (encoded.Length <= MaxMessageLength)
            return encoded;

        // Not inside an escape.
        var end = encoded.LastIndexOf('%', MaxMessageLength - 1, 2) is >= 0 and var escape ? escape : MaxMessageLength;
        return string.Concat(encoded.AsSpan(0, end), "...");
    }

    private static string Number(WireStatusCode code) =>
        code == WireStatusCode.Ok ? "0" : ((int)code).ToString(CultureInfo.InvariantCulture);
}
