using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Attempts;

/// <summary>A call's way through the sites: ask, attempt, judge, tell; again until it is answered. The only loop.</summary>
internal sealed class AttemptLoop(SiteDirectory directory)
{
    /// <summary>gRFC A6 lets no call be attempted more often at a site that pushes back.</summary>
    private const int MaxPushedBackAttempts = 5;

    private readonly HaPlan plan = directory.Plan;
    private readonly MonotonicClock clock = directory.Clock;

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Call call = new(request, plan, clock.Now, cancellationToken);
        directory.Saw(request, call.IsGrpc);
        try
        {
            while (true)
            {
                Instant now = clock.Now;
                FailoverState state = directory.State;
                Decision decision = Next(state, call, now);
                if (decision.Kind == DecisionKind.Attempt)
                {
                    if (directory.Sites[decision.Site].TryEnter(state.Sites[decision.Site].Generation, now) is not { } generation)
                        continue;
                    if (await AttemptAsync(call, directory.Sites[decision.Site], generation, now, cancellationToken).ConfigureAwait(false) is { } response)
                        return response;
                }
                else if (decision.Kind == DecisionKind.Wait)
                {
                    await directory.WaitForChangeAsync(state, decision.Delay, cancellationToken).ConfigureAwait(false);
                    call.BeginRound();
                }
                else
                {
                    throw CallFailures.NoSite(call, state, directory.FromNow, now);
                }
            }
        }
        finally
        {
            call.PutBack();
        }
    }

    private Decision Next(FailoverState state, Call call, Instant now)
    {
        PickRequest pick = new(now) { Ticket = directory.Ticket(), Tried = call.Tried, CallsInFlight = directory.CallsInFlight };
        Decision decision = state.Next(pick);

        // Only a call that finds no site needs to know how long it may look for one.
        return decision.Kind == DecisionKind.Attempt
            ? decision
            : state.Next(pick with { Round = call.Round, StartedAt = call.StartedAt, GiveUpAt = call.GiveUpAt });
    }

    /// <summary>One attempt. Null if the call goes on elsewhere.</summary>
    private async ValueTask<HttpResponseMessage?> AttemptAsync(
        Call call, Site site, SiteGeneration generation, Instant now, CancellationToken cancellationToken)
    {
        HttpRequestMessage message = call.MessageFor(site, now);
        Attempt attempt = Attempt.Begin(now, call.MayMove(Execution.Unknown), cancellationToken);
        if (plan.AttemptTimeout is { } limit)
            attempt.LimitTo(limit, clock.TimeProvider);
        generation.Add(attempt);
        directory.Watch();
        HttpResponseMessage? response = null;
        Exception? thrown = null;
        try
        {
            response = await generation.Invoker.SendAsync(message, attempt.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            thrown = exception;
        }
        generation.Remove(attempt);
        AttemptOutcome outcome = response is not null
            ? OutcomeClassifier.FromHeaders(response, call.IsGrpc)
            : Judge(call, attempt, generation, thrown!, cancellationToken);
        HaTelemetry.Attempted(site, now, clock, outcome);
        if (response is not null && outcome.Execution == Execution.Final && outcome.Pushback is null)
            return Answer(call, site, generation, attempt, response, outcome);

        attempt.Dispose();
        generation.Leave();
        directory.Record(site, generation, outcome, call.Method);
        call.Failed(outcome.IsNameAlone || outcome.LeavesHealthAlone ? 1UL << site.Index : directory.State.Aliases(site.Index), outcome, site);
        return await GoOnAsync(call, site, generation, outcome, response, thrown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The attempt failed: null if the call may be tried elsewhere, else what its caller gets.</summary>
    private async ValueTask<HttpResponseMessage?> GoOnAsync(
        Call call, Site site, SiteGeneration generation, AttemptOutcome outcome, HttpResponseMessage? response, Exception? thrown,
        CancellationToken cancellationToken)
    {
        if (outcome.Pushback is { } wait && plan.Replay != Replay.Never && call.Body is not { IsCommitted: true } &&
            call.Attempts < MaxPushedBackAttempts && clock.Now + wait < call.GiveUpAt)
        {
            await Task.Delay(wait, clock.TimeProvider, cancellationToken).ConfigureAwait(false);
            call.StayAt(site);
            response?.Dispose();
            return null;
        }
        bool mayMove = call.MayMove(outcome.Execution);
        if (response is not null)
        {
            // Every site has been asked once: what the last one answers is what the caller gets to see.
            if (!mayMove || !directory.HasUntried(call.Tried))
                return response;
            response.Dispose();
        }
        else if (!mayMove)
        {
            throw CallFailures.OutcomeUnknown(call, site, outcome, thrown);
        }
        directory.Telemetry.Moved(call, site, outcome);
        return null;
    }

    private static AttemptOutcome Judge(
        Call call, Attempt attempt, SiteGeneration generation, Exception thrown, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            attempt.Dispose();
            generation.Leave();
            throw new OperationCanceledException("The call was cancelled by its caller.", thrown, cancellationToken);
        }
        if (call.Body?.Fault is { } fault)
        {
            attempt.Dispose();
            generation.Leave();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }
        if (attempt.IsMoved)
            return new(SiteEventKind.Answered, Execution.Unknown, "fell silent") { LeavesHealthAlone = true };
        if (attempt.IsTimedOut)
            return new(SiteEventKind.Answered, Execution.Unknown, "did not answer within AttemptTimeout") { LeavesHealthAlone = true };
        return OutcomeClassifier.FromException(thrown, generation);
    }

    /// <summary>The call is committed to its site.</summary>
    private HttpResponseMessage Answer(
        Call call, Site site, SiteGeneration generation, Attempt attempt, HttpResponseMessage response, in AttemptOutcome outcome)
    {
        directory.Answered(site, generation, outcome);
        bool isSent = call.Body is not { IsComplete: false };
        if (isSent)
            attempt.Recycle();
        else
            call.Body!.Commit();
        if (isSent && call.IsGrpc && GrpcHeaders.Status(response.Headers) is not null)
            generation.Leave();
        else
            response.Content = new WatchedContent(response, new CallEnd(directory, site, generation, isSent ? null : attempt, call));
        return response;
    }
}
