using System.Diagnostics.CodeAnalysis;
using System.Net;
using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>
/// The body of a committed call's response, watched to its end: the status is in the trailers, and a site can be lost in
/// mid-stream. What is to be done at the end is done once: when it ends well, by a loss, or by its caller.
/// </summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpResponseMessage response;
    private readonly HttpContent inner;
    private readonly SiteDirectory directory;
    private readonly Call call;
    private readonly Site site;
    private readonly SiteGeneration generation;
    private readonly Attempt? sending;
    private int isOver;

    public WatchedContent(HttpResponseMessage response, SiteDirectory directory, Call call, Attempt attempt, bool isSent)
    {
        this.response = response;
        this.directory = directory;
        this.call = call;
        site = attempt.Site;
        generation = attempt.Generation;
        sending = isSent ? null : attempt;
        inner = response.Content;
        inner.Headers.CopyTo(Headers);
    }

    /// <summary>The body was read to its end.</summary>
    public void Complete()
    {
        // A status in the headers was judged with them. It is watched only where the request was still being sent.
        bool isJudged = sending is not null && GrpcHeaders.Status(response.Headers) is not null;
        if (TryEnd() && !isJudged)
            directory.Record(site, generation, call.IsGrpc ? OutcomeClassifier.FromTrailers(response) : AttemptOutcome.Answered, call.Method);
    }

    /// <summary>
    /// Reading the body failed, and not because the reader gave it up. What to tell the reader in place of the exception, if
    /// the site was lost.
    /// </summary>
    public IOException? Fail(Exception exception)
    {
        // A request whose content fails breaks the stream too, and that is the caller's own fault. Asked before the end, which
        // makes a content that is still being written fail as well.
        bool isOwnFault = call.Body?.Fault is not null;
        bool isOver = !TryEnd();
        if (isOwnFault)
            return null;
        AttemptOutcome outcome = OutcomeClassifier.FromException(exception, generation) with { Execution = Execution.Unknown };
        if (!isOver)
            directory.Record(site, generation, outcome);
        return outcome.Event == SiteEventKind.Down ? CallFailures.LostInAnswer(site, outcome, exception) : null;
    }

    /// <summary>The caller is done with the response.</summary>
    public void Abandon() => TryEnd();

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

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0)
            return false;
        if (sending is not null)
        {
            sending.Dispose();
            call.Body!.Stop();
        }
        generation.Leave();
        return true;
    }
}
