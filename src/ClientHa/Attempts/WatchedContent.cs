using System.Net;
using System.Net.Http.Headers;

namespace ClientHa.Attempts;

/// <summary>A response's body, watched to its end: the status is in the trailers, and a site can be lost in mid-stream.</summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpResponseMessage response;
    private readonly HttpContent inner;
    private readonly CallEnd end;

    public WatchedContent(HttpResponseMessage response, CallEnd end)
    {
        this.response = response;
        this.end = end;
        inner = response.Content;
        foreach (KeyValuePair<string, HeaderStringValues> header in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new WatchedStream(inner.ReadAsStream(cancellationToken), response, end);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new WatchedStream(await inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), response, end);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            end.Abandon();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
