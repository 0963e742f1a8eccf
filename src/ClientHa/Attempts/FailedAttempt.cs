using System.Runtime.ExceptionServices;
using ClientHa.Core.Failover;
using ClientHa.Pipeline;
using ClientHa.Sites;
using Polly.Timeout;

namespace ClientHa.Attempts;

/// <summary>
/// What an attempt that threw came to: it was ended on this side, by its caller, a limit, a strategy or an ejection, or it tells of
/// its site.
/// </summary>
internal static class FailedAttempt
{
    /// <summary>What the call goes on by. Where nothing of the site is to be learned of it and the call ends, it throws what the caller gets.</summary>
    public static AttemptOutcome Judge(
        SiteDirectory directory, Call call, PipelinedCall? pipelined, Exception thrown, CancellationToken cancellationToken)
    {
        Attempt attempt = call.Attempt!;
        if (attempt.IsTimedOut || cancellationToken.IsCancellationRequested || (thrown is TimeoutRejectedException && pipelined is { IsSent: true }))
            attempt.GiveUp(directory.Clock.Now);
        Exception? end =
            cancellationToken.IsCancellationRequested ? new OperationCanceledException("The call was cancelled by its caller.", thrown, cancellationToken)
            : directory.IsDisposed ? new ObjectDisposedException(typeof(HaHttpHandler).FullName)
            : call.Body?.Fault is { } fault ? fault

            // A strategy of the application has something of its own to say, such as that its circuit is open.
            : pipelined?.IsOfSite(thrown) is false && thrown is not TimeoutRejectedException && attempt is { IsMoved: false } ? thrown
            : null;
        if (end is not null)
        {
            attempt.Leave();
            ExceptionDispatchInfo.Throw(end);
        }
        if (attempt.IsMoved)
        {
            string reason = attempt.MovedFor ?? directory.State.Sites[attempt.Site.Index].Reason ?? "was ejected";
            return new(SiteEventKind.Answered, attempt.MovedAs, reason) { LeavesHealthAlone = true };
        }
        if (attempt.IsTimedOut)
            return new(SiteEventKind.Answered, Execution.Unknown, "did not answer within AttemptTimeout") { LeavesHealthAlone = true };
        if (thrown is TimeoutRejectedException timeout)
        {
            return new(SiteEventKind.Answered, Sent(pipelined, Execution.Unknown), $"did not answer within the pipeline's timeout of {timeout.Timeout.TotalSeconds:0.###} s")
            {
                LeavesHealthAlone = true,
            };
        }
        AttemptOutcome outcome = OutcomeClassifier.FromException(thrown, attempt.Generation);
        return outcome with { Execution = Sent(pipelined, outcome.Execution) };
    }

    /// <summary>What a strategy ended before the attempt went out was certainly not processed.</summary>
    private static Execution Sent(PipelinedCall? pipelined, Execution execution) =>
        pipelined is { IsSent: false } ? Execution.Never : execution;
}
