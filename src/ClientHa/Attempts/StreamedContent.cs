using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ClientHa.Attempts;

/// <summary>The body of a response in place of the one that came, which is told how its reading ends.</summary>
internal abstract class StreamedContent : HttpContent
{
    private readonly HttpContent inner;

    protected StreamedContent(HttpContent inner)
    {
        this.inner = inner;
        inner.Headers.CopyTo(Headers);
    }

    /// <summary>The body was read to its end.</summary>
    public abstract void Complete();

    /// <summary>
    /// Reading the body failed, and not because the reader gave it up. What to tell the reader in place of the exception, if
    /// the site was lost.
    /// </summary>
    public abstract IOException? Fail(Exception exception);

    /// <summary>The caller is done with the response.</summary>
    public abstract void Abandon();

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new WatchedStream(inner.ReadAsStream(cancellationToken), this);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    [SuppressMessage("Usage", "VSTHRD103", Justification = "The stream of a response whose headers have come is at hand; waiting for it costs a task.")]
    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Task.FromResult(CreateContentReadStream(cancellationToken));

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
            Abandon();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
