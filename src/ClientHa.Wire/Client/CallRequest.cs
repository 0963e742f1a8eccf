using System.Net;

namespace ClientHa.Wire;

/// <summary>The HTTP request of a call.</summary>
internal static class CallRequest
{
    /// <summary>How a call tells a failover handler, by no more than a name, that it may be executed twice.</summary>
    public static readonly HttpRequestOptionsKey<bool> IdempotentKey = new("ClientHa.Idempotent");

    private static readonly string s_userAgent =
        $"grpc-clientha/{typeof(CallRequest).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    public static HttpRequestMessage Create(in CallContext context, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, context.Target.Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation(WireHeaderNames.Te, "trailers");
        request.Headers.TryAddWithoutValidation(WireHeaderNames.UserAgent, s_userAgent);
        request.Headers.TryAddWithoutValidation(WireHeaderNames.AcceptEncoding, WireHeaderNames.Identity);

        var options = context.Options;
        if (options.Timeout is { } timeout)
            request.Headers.TryAddWithoutValidation(WireHeaderNames.Timeout, TimeoutHeader.Encode(timeout));
        if (options.IdempotencyKey is { } key)
            request.Headers.TryAddWithoutValidation(WireHeaderNames.IdempotencyKey, key);
        if (options.IdempotencyKey is not null || context.Target.IsIdempotent)
            request.Options.Set(IdempotentKey, true);
        if (options.Metadata is { Count: > 0 } metadata)
        {
            foreach (var entry in metadata)
            {
                // A few names are for content only, in HTTP's eyes: "expires" is one.
                if (!request.Headers.TryAddWithoutValidation(entry.Name, entry.Encoded))
                    content.Headers.TryAddWithoutValidation(entry.Name, entry.Encoded);
            }
        }

        return request;
    }
}
