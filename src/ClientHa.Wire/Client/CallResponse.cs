using System.Net;
using System.Net.Http.Headers;

namespace ClientHa.Wire;

/// <summary>What the HTTP response of a call says.</summary>
internal static class CallResponse
{
    /// <summary>The status of an answer without messages (trailers-only, or no gRPC at all); null where messages may follow.</summary>
    public static WireStatus? ReadHead(HttpResponseMessage response)
    {
        // A status that is there counts, whatever HTTP says.
        if (ReadStatus(response.Headers) is { } status)
            return status;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new WireStatus(
                HttpStatusMapping.ToStatusCode(response.StatusCode), $"The server answered HTTP {(int)response.StatusCode} without a gRPC status.");
        }

        var contentType = GetValue(response.Content.Headers, "Content-Type");
        return WireContentType.IsGrpc(contentType)
            ? null
            : new WireStatus(WireStatusCode.Unknown, $"The server answered with the content type '{contentType}', which is not gRPC.");
    }

    /// <summary>The status that followed the messages.</summary>
    public static WireStatus ReadTail(HttpResponseMessage response, bool endsInsideMessage)
    {
        var status = ReadStatus(response.TrailingHeaders)
            ?? new WireStatus(WireStatusCode.Unknown, "The server ended its answer without a gRPC status.");
        return status.Code == WireStatusCode.Ok && endsInsideMessage
            ? new WireStatus(WireStatusCode.Internal, "The server's answer ends inside a message.")
            : status;
    }

    public static WireMetadata ReadMetadata(HttpResponseHeaders headers)
    {
        var metadata = new WireMetadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                metadata.AddReceived(name, value);
        }

        return metadata;
    }

    private static WireStatus? ReadStatus(HttpResponseHeaders headers)
    {
        var code = GetValue(headers, WireHeaderNames.Status);
        if (code == "0")
            return WireStatus.Ok;
        return code is null ? null : WireStatus.Parse(code, GetValue(headers, WireHeaderNames.Message));
    }

    private static string? GetValue(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
