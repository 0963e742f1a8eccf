using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>
/// One try of a call at one site while it waits for response headers: how it can be ended, by its caller or by an ejection.
/// Used again for later attempts, because a linked token source for each would cost more than the rest of the handler.
/// </summary>
internal sealed class Attempt : IDisposable
{
    [ThreadStatic]
    private static Attempt? spare;

    private readonly CancellationTokenSource cancellation = new();
    private CancellationTokenRegistration callerRegistration;
    private ITimer? timeout;
    private Call? call;
    private long bytesThen;

    /// <summary>The list in which it waits, and its neighbours there.</summary>
    public AttemptList? List { get; set; }

    public Attempt? Previous { get; set; }

    public Attempt? Next { get; set; }

    public Site Site { get; private set; } = null!;

    public SiteGeneration Generation { get; private set; } = null!;

    public Instant StartedAt { get; private set; }

    /// <summary>
    /// How many connections the generation had been given when this attempt began without one: it was certainly not sent before there is
    /// another. Null if it may have found one.
    /// </summary>
    public int? Unsent { get; private set; }

    /// <summary>The site was ejected while this attempt waited, or another was ready sooner.</summary>
    public bool IsMoved { get; private set; }

    /// <summary>What is known of a moved attempt's execution.</summary>
    public Execution MovedAs { get; private set; }

    /// <summary>Why it was moved; null for what its site was ejected for.</summary>
    public string? MovedFor { get; private set; }

    public bool IsTimedOut { get; private set; }

    /// <summary>Begins an attempt in a generation that was entered, and lists it there.</summary>
    public static Attempt Begin(Call call, Site site, SiteGeneration generation, Instant now, CancellationToken callerToken)
    {
        Attempt attempt = spare ?? new Attempt();
        spare = null;
        attempt.call = call;
        attempt.Site = site;
        attempt.Generation = generation;
        attempt.StartedAt = now;
        attempt.Unsent = generation.Connections.IsReady ? null : generation.Connections.Unsent();
        attempt.bytesThen = generation.Bytes;
        if (callerToken.CanBeCanceled)
            attempt.callerRegistration = callerToken.UnsafeRegister(static state => ((Attempt)state!).cancellation.Cancel(), attempt);
        generation.Waiting.Add(attempt);
        return attempt;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message)
    {
        Task<HttpResponseMessage> sent = Generation.Invoker.SendAsync(message, cancellation.Token);

        // Not before: what a strategy of the application holds back, or its caller has given up, makes no connection to wait for.
        if (!Generation.Connections.IsReady && !sent.IsCompleted)
            call!.Starts.Begin(Site, Generation);
        return sent;
    }

    public void LimitTo(TimeSpan limit, TimeProvider timeProvider) =>
        timeout = timeProvider.CreateTimer(
            static state => ((Attempt)state!).TimeOut(), this, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Whether the call may go to another site, if that is known of its execution at this one.</summary>
    public bool MayMove(Execution known) => call!.MayMove(known);

    /// <summary>Whether its call has not been tried at one of these sites yet, as bits.</summary>
    public bool HasUntried(ulong sites) => (sites & ~call!.Tried) != 0;

    /// <summary>Marks the attempt as one whose call goes on elsewhere. Under the lock of the list that it stands in.</summary>
    public void MarkMoved(Execution known, string? reason)
    {
        (MovedAs, MovedFor) = (known, reason);
        IsMoved = true;
    }

    /// <summary>Ends a marked attempt. It is never used again, so a late call hits nobody else.</summary>
    public void Move() => cancellation.Cancel();

    /// <summary>The attempt is over, and so is the sending of its body: nothing holds its token any more.</summary>
    public void Recycle()
    {
        callerRegistration.Dispose();
        callerRegistration = default;
        call = null;
        if (timeout is not null || IsMoved || !cancellation.TryReset())
        {
            Dispose();
            return;
        }

        // A client that is disposed of must not live on by a thread.
        (Site, Generation) = (null!, null!);
        spare = this;
    }

    /// <summary>Its caller, or the limit of its time, has ended it before the site answered.</summary>
    public void GiveUp(Instant now) => Generation.GivenUp(StartedAt, bytesThen, now);

    /// <summary>The attempt failed: its site is left, and it is not used again.</summary>
    public void Leave()
    {
        Dispose();
        Generation.Leave();
    }

    public void Dispose()
    {
        timeout?.Dispose();
        callerRegistration.Dispose();

        // A marked attempt is about to be cancelled, and cancelling a disposed source throws.
        if (!IsMoved)
            cancellation.Dispose();
    }

    private void TimeOut()
    {
        IsTimedOut = true;
        Cancel();
    }

    /// <summary>Ends it without another word.</summary>
    public void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in the same instant.
        }
    }
}
