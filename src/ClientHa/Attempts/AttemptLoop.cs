using System.Diagnostics.CodeAnalysis;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Pipeline;
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

    /// <summary>Sends a call that has entered the directory, and leaves it with the call's headers or its failure.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        directory.Pipeline is { } pipeline
            ? pipeline.SendAsync(this, request, cancellationToken)
            : PassAsync(request, null, cancellationToken);

    /// <summary>Goes through the sites once: for most calls that is all.</summary>
    /// <param name="request">The call.</param>
    /// <param name="pipelined">Null for a call that passes no strategies.</param>
    /// <param name="cancellationToken">The caller's, or that of the strategies before.</param>
    /// <param name="call">Where it has begun under other options and found no site: the call as it is by now.</param>
    public async Task<HttpResponseMessage> PassAsync(
        HttpRequestMessage request, PipelinedCall? pipelined, CancellationToken cancellationToken, Call? call = null)
    {
        bool isEntered = pipelined is null || call is not null;
        try
        {
            if (call is null)
                call = pipelined is null ? new(request, directory, clock.Now, cancellationToken) : CallOf(pipelined, request);
            else
                call.GoOnAt(directory);
            directory.Saw(request, call.IsGrpc);
            while (true)
            {
                // All that is waited for here is a task, and none is waited for in a way that throws: so that there is one awaiter, and a
                // call takes as little memory as can be.
                Task<HttpResponseMessage?> step;
                if (Begin(call, pipelined?.CallerToken ?? cancellationToken) is not { } message)
                {
                    if (directory.EnterSuccessor() is { } successor)
                        step = successor.PassAsync(request, pipelined, cancellationToken, call)!;
                    else
                        step = WaitAsync(call, cancellationToken);
                }
                else
                {
                    step = SendAsync(call.Attempt!, pipelined, message)!;
                    await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    WaitingAttempts.Remove(call.Attempt!);
                    HttpResponseMessage? response = step.IsCompletedSuccessfully ? Result(step) : null;
                    if (response is not null && call is { Attempt.IsMoved: true, Body.IsComplete: false })
                    {
                        // It was answered in the instant in which it was moved, and the sending of its body has just been ended.
                        response.Dispose();
                        response = null;
                    }
                    if (response is not null && TryAnswer(call, pipelined, response))
                        return response;
                    step = GoOnAsync(call, pipelined, response, response is null ? FaultOf(step) : null, cancellationToken);
                }
                await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (Result(step) is { } last)
                    return last;
            }
        }
        catch when (pipelined is null)
        {
            call?.Body?.Stop();
            throw;
        }
        finally
        {
            call?.PutBack();
            if (isEntered)
                Leave();
        }
    }

    /// <summary>What throws at once fails like what throws later.</summary>
    private static Task<HttpResponseMessage> SendAsync(Attempt attempt, PipelinedCall? pipelined, HttpRequestMessage message)
    {
        try
        {
            return pipelined is null ? attempt.SendAsync(message) : pipelined.SendAsync(attempt, message);
        }
        catch (Exception exception)
        {
            return Task.FromException<HttpResponseMessage>(exception);
        }
    }

    [SuppressMessage("Usage", "VSTHRD002", Justification = "The task has ended.")]
    private static HttpResponseMessage? Result(Task<HttpResponseMessage?> ended) => ended.GetAwaiter().GetResult();

    /// <summary>What the task threw, with what that was made of; or that it was ended, where its answer came too late.</summary>
    private static Exception FaultOf(Task<HttpResponseMessage?> ended)
    {
        if (ended.Exception?.InnerException is { } thrown)
            return thrown;
        try
        {
            Result(ended);
            return new OperationCanceledException();
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>The call is over as far as the directory goes: what has begun to be answered is counted at its site.</summary>
    public void Leave() => directory.Leave();

    private Call CallOf(PipelinedCall pipelined, HttpRequestMessage request)
    {
        if (pipelined.Call is { } known)
        {
            known.GoOnAt(directory);
            known.BeginPass(clock.Now);
        }
        return pipelined.Call ??= new(request, directory, clock.Now, pipelined.CallerToken);
    }

    /// <summary>Chooses a site and begins an attempt there; null if none takes the call now.</summary>
    private HttpRequestMessage? Begin(Call call, CancellationToken cancellationToken)
    {
        while (true)
        {
            Instant now = call is { Attempts: 0, Round: 0 } ? call.StartedAt : clock.Now;
            FailoverState state = directory.State;
            Decision decision = state.Next(call.Pick(now));
            if (decision.Kind != DecisionKind.Attempt)
                return null;
            Site site = directory.Sites[decision.Site];
            if (call.Tried != 0)
            {
                if (call.MustKnow(site))
                    return null;
                if (call.WasTriedAt(directory.Aliases(site)))
                {
                    call.Skip(site);
                    continue;
                }
            }
            if (site.TryEnter(state.Sites[decision.Site].Generation, now) is not { } generation)
                continue;
            HttpRequestMessage message = call.MessageFor(site, now);
            call.Attempt = Attempt.Begin(call, site, generation, now, cancellationToken);
            HaTelemetry.Attempting(call, site, state.Sites[decision.Site]);
            if (call.MovesFrom is { } from && from.Site != site)
                directory.Telemetry.Moved(call, from.Site, from.Reason, site);
            call.Moves(null);
            if (plan.AttemptTimeout is { } limit)
                call.Attempt.LimitTo(limit, clock.TimeProvider);
            directory.Watch();
            return message;
        }
    }

    /// <summary>
    /// Waits for a site, within what is left of the call's time. Null, always: with one type for all that is awaited, a call needs less memory.
    /// </summary>
    private async Task<HttpResponseMessage?> WaitAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Unknown is { } unknown)
        {
            await call.KnowAsync(unknown, clock, cancellationToken).ConfigureAwait(false);
            return null;
        }
        Instant now = clock.Now;
        FailoverState state = directory.State;

        // Only a call that finds no site needs to know how long it may look for one.
        Decision decision = state.Next(call.Pick(now) with { Round = call.Round, StartedAt = call.PassStartedAt, GiveUpAt = call.GiveUpAt });
        if (decision.Kind == DecisionKind.GiveUp)
            throw CallFailures.NoSite(call, state, directory, now);
        if (decision.Kind == DecisionKind.Attempt)
        {
            // A call that has tried none yet asks as of its beginning, and would be told to wait again.
            if (call.Tried == 0)
                call.BeginRound();
            return null;
        }
        await directory.WaitForChangeAsync(state, decision.Delay, cancellationToken).ConfigureAwait(false);
        call.BeginRound();
        return null;
    }

    /// <summary>The call is committed to its site, if its headers say so.</summary>
    private bool TryAnswer(Call call, PipelinedCall? pipelined, HttpResponseMessage response)
    {
        AttemptOutcome outcome = OutcomeClassifier.FromHeaders(response, call.IsGrpc);
        if (!outcome.Commits)
            return false;
        Attempt attempt = call.Attempt!;
        directory.Telemetry.Attempted(call, clock, outcome);
        SiteGeneration generation = attempt.Generation;
        bool isOver = outcome.IsOver;
        directory.Answered(attempt.Site, generation, outcome, call.Method, isOver);
        bool isSent = call.Body is not { IsComplete: false };
        WatchedContent? watched = isSent && isOver
            ? null
            : new WatchedContent(response, call, attempt, isSent);
        if (watched is not null)
            response.Content = watched;
        if (isSent)
        {
            attempt.Recycle();

            // A strategy may answer by itself while the attempt is still sent.
            if (pipelined is null)
                call.RecycleBody();
        }
        else
        {
            call.Body!.Commit();
        }
        if (watched is null)
            generation.Leave();
        return true;
    }

    /// <summary>The attempt failed: null if the call may be tried elsewhere, else what its caller gets.</summary>
    private async Task<HttpResponseMessage?> GoOnAsync(
        Call call, PipelinedCall? pipelined, HttpResponseMessage? response, Exception? thrown, CancellationToken cancellationToken)
    {
        AttemptOutcome outcome = response is not null
            ? OutcomeClassifier.FromHeaders(response, call.IsGrpc)
            : FailedAttempt.Judge(directory, call, pipelined, thrown!, cancellationToken);
        directory.Telemetry.Attempted(call, clock, outcome);
        Attempt attempt = call.Attempt!;
        Site site = attempt.Site;
        attempt.Dispose();
        directory.Record(site, attempt.Generation, outcome, call.Method);
        call.Failed(directory.Aliases(site), outcome, site);
        if (outcome.Pushback is { } wait && call.Replay != Replay.Never && call.Body is not { IsCommitted: true } &&
            call.Attempts < MaxPushedBackAttempts && clock.Now + wait < call.GiveUpAt)
        {
            attempt.Generation.Leave();
            await Task.Delay(wait, clock.TimeProvider, cancellationToken).ConfigureAwait(false);
            call.StayAt(site);
            response?.Dispose();
            return null;
        }
        bool mayMove = call.MayMove(outcome.Execution);
        if (response is not null && (!mayMove || !directory.HasUntried(call.Tried)))
        {
            // Every site has been asked once: what the last one answers is what the caller gets to see, to the end of its body.
            if (pipelined is null)
                call.Body?.Stop();
            if (outcome.IsOver)
                attempt.Generation.Leave();
            else
                response.Content = new WatchedContent(response, call, attempt, isSent: true);
            return response;
        }
        attempt.Generation.Leave();
        if (response is not null)
            response.Dispose();
        else if (!mayMove)
        {
            throw CallFailures.OutcomeUnknown(call, site, outcome, thrown);
        }
        call.Moves((site, outcome.Reason));
        return null;
    }
}
