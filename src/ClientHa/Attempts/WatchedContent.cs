using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>
/// The body of a committed call's response, watched to its end: the status is in the trailers, and a site can be lost in
/// mid-stream. What is to be done at the end is done once: when it ends well, by a loss, or by its caller.
/// </summary>
internal sealed class WatchedContent : StreamedContent
{
    private readonly HttpResponseMessage response;
    private readonly Call call;
    private readonly Site site;
    private readonly SiteGeneration generation;
    private readonly Attempt? sending;
    private int isOver;

    /// <param name="response">What came.</param>
    /// <param name="call">Whose it is.</param>
    /// <param name="attempt">Where it came from; its generation is left at the end.</param>
    /// <param name="isSent">The request has been sent to its end.</param>
    public WatchedContent(HttpResponseMessage response, Call call, Attempt attempt, bool isSent)
        : base(response.Content)
    {
        this.response = response;
        this.call = call;
        site = attempt.Site;
        generation = attempt.Generation;
        sending = isSent ? null : attempt;
    }

    public override void Complete()
    {
        // A status in the headers was judged with them: HTTP's, or gRPC's where the request was still being sent.
        bool isJudged = OutcomeClassifier.HttpFault(response.StatusCode) is not null ||
            (sending is not null && GrpcHeaders.Status(response.Headers) is not null);
        if (TryEnd() && !isJudged)
            call.Directory.Record(site, generation, call.IsGrpc ? OutcomeClassifier.FromTrailers(response) : AttemptOutcome.Answered, call.Method);
    }

    public override IOException? Fail(Exception exception)
    {
        // A request whose content fails breaks the stream too, and that is the caller's own fault. Asked before the end, which
        // makes a content that is still being written fail as well.
        bool isOwnFault = call.Body?.Fault is not null;
        bool isOver = !TryEnd();
        if (isOwnFault)
            return null;
        if (call.Directory.IsDisposed)
            return new IOException("The client was disposed of while the answer was read.", exception);
        AttemptOutcome outcome = OutcomeClassifier.FromException(exception, generation) with { Execution = Execution.Unknown };
        if (!isOver)
            call.Directory.Record(site, generation, outcome);
        return outcome.Event == SiteEventKind.Down ? CallFailures.LostInAnswer(site, outcome, exception) : null;
    }

    public override void Abandon() => TryEnd();

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
