using System.Net;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>Sends requests that no gRPC client would, over good HTTP/2.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = Site.Channels.Guard };

    public async Task<RawAnswer> SendAsync(
        string path, byte[] body, string? contentType = "application/grpc", HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await _client.SendAsync(request);
        return await RawAnswer.ReadAsync(response);
    }

    public void Dispose() => _client.Dispose();
}
