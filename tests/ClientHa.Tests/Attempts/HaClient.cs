using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>An application's end: a handler, the calls that are made through it, and what it says of its sites.</summary>
internal sealed class HaClient(HaHttpHandler handler) : IDisposable
{
    public const string Method = "/clinic.Clinic/PutPatient";

    private readonly HttpMessageInvoker invoker = new(handler);

    public HaStatus Status => handler.Status;

    public SiteState State(int site) => Status.Sites[site].State;

    /// <summary>A gRPC call.</summary>
    public HttpRequestMessage Call(HttpContent content, string method = Method, bool? isIdempotent = null)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(handler.Address, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        if (isIdempotent is { } known)
            request.Options.Set(new HttpRequestOptionsKey<bool>("ClientHa.Idempotent"), known);
        return request;
    }

    public HttpRequestMessage Unary(byte[]? message = null, string method = Method, bool? isIdempotent = null) =>
        Call(new ByteArrayContent(message ?? Answers.Message), method, isIdempotent);

    public HttpRequestMessage Plain(HttpMethod verb, string path = "/a", HttpContent? content = null) =>
        new(verb, new Uri(handler.Address, path)) { Content = content };

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        invoker.SendAsync(request, cancellationToken);

    /// <summary>Sends, reads the answer to its end, and gives its status and its bytes.</summary>
    public async Task<(int? Status, byte[] Bytes)> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return (GrpcStatus(response.Headers) ?? GrpcStatus(response.TrailingHeaders), bytes);
    }

    /// <summary>No call that has ended may still be counted: a site with calls is never idle, and its sockets never closed.</summary>
    public void AssertNothingInFlight() =>
        Assert.All(Status.Sites, site => Assert.Equal((site.ToString(), 0), (site.ToString(), site.CallsInFlight)));

    public void Dispose() => invoker.Dispose();

    private static int? GrpcStatus(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out IEnumerable<string>? values)
            ? int.Parse(values.Single(), System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
