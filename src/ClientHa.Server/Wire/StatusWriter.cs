using System.Globalization;
using ClientHa.Wire;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Wire;

/// <summary>Ends a response with its status.</summary>
internal static class StatusWriter
{
    public static async ValueTask WriteAsync(HttpResponse response, WireStatus status, WireContext context)
    {
        if (!response.HasStarted && status.Code != WireStatusCode.Ok)
        {
            // Nothing was sent: the status goes into the headers, and a failover handler can still move the call.
            HeaderMetadata.Write(context.ResponseHeaders, response.Headers);
            HeaderMetadata.Write(context.ResponseTrailers, response.Headers);
            WriteTrailersOnly(response, status);
            return;
        }

        await context.StartAsync().ConfigureAwait(false);
        foreach (var entry in context.ResponseTrailers)
            response.AppendTrailer(entry.Name, entry.Encoded);
        response.AppendTrailer(WireHeaderNames.Status, Number(status.Code));
        if (status.Detail.Length > 0)
            response.AppendTrailer(WireHeaderNames.Message, StatusMessage.Encode(status.Detail));
    }

    public static void WriteTrailersOnly(HttpResponse response, WireStatus status)
    {
        response.Headers[WireHeaderNames.Status] = Number(status.Code);
        if (status.Detail.Length > 0)
            response.Headers[WireHeaderNames.Message] = StatusMessage.Encode(status.Detail);
    }

    private static string Number(WireStatusCode code) =>
        code == WireStatusCode.Ok ? "0" : ((int)code).ToString(CultureInfo.InvariantCulture);
}
