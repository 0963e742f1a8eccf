using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ClientHa.Attempts;
using Polly;

namespace ClientHa.Pipeline;

/// <summary>One call on its way through the application's strategies: before the failover as a whole, behind it attempt by attempt.</summary>
internal sealed class PipelinedCall(AttemptLoop attempts, HttpRequestMessage request, CancellationToken callerToken)
{
    public static readonly ResiliencePropertyKey<PipelinedCall> Key = new("ClientHa.Call");

    private Func<ValueTask<Outcome<HttpResponseMessage>>>? rest;
    private Attempt? attempt;
    private HttpRequestMessage? message;
    private Exception? sendFault;
    private int isPassing;

    /// <summary>The caller's own token: it holds beyond the pipeline, for as long as the request's body is sent.</summary>
    public CancellationToken CallerToken => callerToken;

    /// <summary>Made with the first pass; a strategy that retries has it pass again.</summary>
    public Call? Call { get; set; }

    /// <summary>The attempt went out to its site, and was not ended by a strategy before.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Goes through the sites once.</summary>
    public async Task<HttpResponseMessage> PassAsync(Func<ValueTask<Outcome<HttpResponseMessage>>> behind, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref isPassing, 1) != 0)
            throw new InvalidOperationException("The failover takes a call once at a time: no hedging strategy can stand before it in ConfigurePipeline.");
        rest = behind;
        try
        {
            return await attempts.PassAsync(request, this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref isPassing, 0);
        }
    }

    /// <summary>Carries out what stands behind the failover, for one attempt.</summary>
    public async Task<HttpResponseMessage> SendAsync(Attempt next, HttpRequestMessage its)
    {
        (attempt, message, sendFault, IsSent) = (next, its, null, false);
        Outcome<HttpResponseMessage> outcome = await rest!().ConfigureAwait(false);
        outcome.ThrowIfException();
        return outcome.Result ?? throw new InvalidOperationException("A strategy behind AddFailover gave null for a response.");
    }

    /// <summary>The end of the pipeline: the attempt itself.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Polly hands exceptions on as outcomes.")]
    public async ValueTask<Outcome<HttpResponseMessage>> SendAttemptAsync(ResilienceContext context)
    {
        if (IsSent)
        {
            return Outcome.FromException<HttpResponseMessage>(new InvalidOperationException(
                "A strategy behind AddFailover sent an attempt for the second time: let it stand before, where the call as a whole is made again."));
        }
        IsSent = true;
        try
        {
            // What a strategy ends is this attempt, up to its headers and no longer.
            using CancellationTokenRegistration ending = context.CancellationToken.UnsafeRegister(static state => ((Attempt)state!).Cancel(), attempt);
            return Outcome.FromResult(await attempt!.SendAsync(message!).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            sendFault = exception;
            return Outcome.FromException<HttpResponseMessage>(exception);
        }
    }

    /// <summary>Whether an exception tells of the site: the attempt's own, or one that chaos injects in its place.</summary>
    public bool IsOfSite(Exception thrown) =>
        ReferenceEquals(thrown, sendFault) || thrown is HttpRequestException or IOException or SocketException or OperationCanceledException;

    public void End(bool isAnswered)
    {
        if (!isAnswered)
            Call?.Body?.Stop();
    }
}
