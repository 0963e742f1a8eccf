using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Documents;

/// <summary>
/// A later try whose stamp is ahead of what this site takes, because the site that it was stamped by has a clock that is. It keeps its
/// stamp, or it would be another write, and so it waits until its time has come, as what peers have stamped ahead does.
/// </summary>
internal static class EarlyWrite
{
    /// <summary>Who is farther ahead has a clock that is wrong, and is told so at once.</summary>
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Where this site's stamps are a little ahead, too, the time that is left is not known, and it is asked again so often: many who wait must
    /// not keep the site busy with asking.
    /// </summary>
    private static readonly TimeSpan shortestWait = TimeSpan.FromMilliseconds(100);

    /// <param name="loop">Decides.</param>
    /// <param name="request">The write, which may be one of any kind.</param>
    /// <param name="timeProvider">Of the site.</param>
    /// <param name="draining">The site stops, and the write goes to another one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ReplicaReply.Written> WriteAsync(
        ReplicaLoop loop, WriteRequest request, TimeProvider timeProvider, CancellationToken draining, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReplicaReply.Written written = await loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, request), cancellationToken).ConfigureAwait(false);
            if (written.Outcome != WriteOutcome.Ahead || WaitOf(MillisecondsAhead(request, written, loop.Clock), loop.Rules) is not { } wait)
                return written;
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, draining);
            await Task.Delay(wait, timeProvider, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (draining.IsCancellationRequested)
                throw Elsewhere.Refusal(Elsewhere.Drain, "This site stops, and the write's time had not come yet: it was not executed here.");
        }
    }

    /// <summary>
    /// How far a write that is <see cref="WriteOutcome.Ahead"/> is ahead: its stamp of this site's, its id of the time, which may be far
    /// behind this site's stamps where a clock was wrong.
    /// </summary>
    public static long MillisecondsAhead(WriteRequest request, ReplicaReply.Written written, SiteClock clock) =>
        Stamp.Milliseconds(WriteRule.TimeOf(request) ?? 0) - (request.Stamp != 0 ? Stamp.Milliseconds(written.Clock) : clock.Now);

    private static TimeSpan? WaitOf(long ahead, ReplicaRules rules)
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Max(ahead, 1)) - rules.MaxClockSkew;
        return wait > longestWait ? null : wait > shortestWait ? wait : shortestWait;
    }
}
