using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ClientHa.Integration.Tests.Sites;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>An application's end: calls by hand, as gRPC makes them, without a library that would hide what came.</summary>
internal sealed class Caller(HaHttpHandler handler) : IDisposable
{
    public const string Method = "/clinic.Clinic/PutPatient";

    /// <summary>A message of 3 bytes in its frame.</summary>
    public static readonly byte[] Message = [0, 0, 0, 0, 3, 1, 2, 3];

    private readonly HttpMessageInvoker invoker = new(handler, disposeHandler: false);

    public HaHttpHandler Handler => handler;

    public HaStatus Status => handler.Status;

    public SiteState State(int site) => Status.Sites[site].State;

    /// <summary>A unary call, read to its end.</summary>
    /// <exception cref="HttpRequestException">It was lost, or found no site.</exception>
    public async Task<Reply> CallAsync(
        bool isIdempotent = false, string method = Method, string? timeout = null, string id = "", CancellationToken cancellationToken = default)
    {
        HttpRequestMessage request = Request(new ByteArrayContent(Message), isIdempotent, method);
        request.Headers.Add("call", id);
        if (timeout is not null)
            request.Headers.Add("grpc-timeout", timeout);
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        int? status = Number(response.Headers, "grpc-status") ?? Number(response.TrailingHeaders, "grpc-status");
        return new(Number(response.Headers, "x-site"), status, bytes);
    }

    /// <summary>The site that answers a call which may be repeated.</summary>
    public async Task<int?> AskAsync() => (await CallAsync(isIdempotent: true)).Site;

    public async Task<int?[]> AskAsync(int times)
    {
        List<int?> sites = [];
        for (int i = 0; i < times; i++)
            sites.Add(await AskAsync());
        return [.. sites];
    }

    public HttpRequestMessage Request(HttpContent content, bool isIdempotent = false, string method = Method)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(handler.Address, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Options.Set(new HttpRequestOptionsKey<bool>("ClientHa.Idempotent"), isIdempotent);
        return request;
    }

    /// <summary>A call up to its response headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        invoker.SendAsync(request, cancellationToken).WaitAsync(HangGuard.Token);

    public void Dispose()
    {
        invoker.Dispose();
        handler.Dispose();
    }

    private static int? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : null;
}
