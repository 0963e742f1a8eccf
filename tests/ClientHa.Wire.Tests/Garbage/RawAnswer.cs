using System.Net;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>What a server answered, as it stands on the wire.</summary>
internal sealed record RawAnswer(HttpStatusCode HttpStatus, string? GrpcStatus, string GrpcMessage, string? AcceptEncoding)
{
    public static async Task<RawAnswer> ReadAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(
            response.StatusCode,
            Find(response, "grpc-status"),
            StatusMessage.Decode(Find(response, "grpc-message") ?? ""),
            Find(response, "grpc-accept-encoding"));
    }

    private static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.TrailingHeaders.TryGetValues(name, out values)
            ? string.Join(",", values)
            : null;
}
