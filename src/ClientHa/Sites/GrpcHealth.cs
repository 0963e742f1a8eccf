using System.Net.Http.Headers;
using ClientHa.Attempts;

namespace ClientHa.Sites;

/// <summary>The few bytes of <c>grpc.health.v1</c> that a probe needs, so that the SDK depends on no gRPC library.</summary>
internal static class GrpcHealth
{
    public const string Path = "/grpc.health.v1.Health/Check";

    /// <summary>An answer is a frame of five bytes and a message with one small number.</summary>
    private const int MaxAnswerBytes = 64;

    /// <summary>The whole server's health: an empty message in its frame.</summary>
    public static HttpContent Request()
    {
        ByteArrayContent content = new(new byte[5]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return content;
    }

    /// <summary>
    /// Null for a site that serves: SERVING, and every answer of a server that has no such service or wants credentials for
    /// it, since only a living server gives one.
    /// </summary>
    public static async Task<string?> FaultOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (OutcomeClassifier.HttpFault(response.StatusCode) is { } fault)
            return fault;
        byte[] answer = new byte[MaxAnswerBytes];
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            int length = await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            if (GrpcHeaders.Status(response.Headers) is GrpcHeaders.Unavailable || GrpcHeaders.Status(response.TrailingHeaders) is GrpcHeaders.Unavailable)
                return "the site says UNAVAILABLE";
            return IsNotServing(answer.AsSpan(0, length)) ? "the site says NOT_SERVING" : null;
        }
    }

    /// <summary>Field 1, a varint: 2 is NOT_SERVING.</summary>
    private static bool IsNotServing(ReadOnlySpan<byte> answer) => answer is [0, _, _, _, _, 0x08, 0x02, ..];
}
