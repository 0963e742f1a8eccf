using System.Net;

namespace ClientHa.Wire.Tests.Client;

/// <summary>Keeps the request, and answers by a trailers-only UNAVAILABLE.</summary>
internal sealed class CapturingHandler : HttpMessageHandler
{
    public HttpRequestMessage? Request { get; private set; }

    public byte[] Body { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Request = request;
        Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK) { Headers = { { "grpc-status", "14" } } };
    }
}
