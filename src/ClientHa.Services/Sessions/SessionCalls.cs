using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>
/// The calls that show or compare what is there: at a site that has all that this client has read and written before, if any has. First
/// the site waits, then the failover handler asks the others, and then it is for the program to say.
/// </summary>
internal sealed class SessionCalls(ServiceCalls calls, SessionKeeper session, HandOver handOver, ServiceClientOptions options, ILogger logger)
{
    private const string ElsewhereName = "clientha-elsewhere";
    private const string Behind = "behind";

    private int isStale;

    /// <summary>Reads at a site.</summary>
    /// <param name="method">An idempotent one.</param>
    /// <param name="request">Makes the request for a session, which may be none.</param>
    /// <param name="word">What the site says of itself in the response.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The response, and whether it is stale.</returns>
    public async Task<(TResponse Response, bool IsStale)> ReadAsync<TResponse>(
        MethodDescriptor method, Func<V1.Session?, IMessage> request, Func<TResponse, SiteWord?> word, CancellationToken cancellationToken)
        where TResponse : class, IMessage
    {
        TResponse response = await CallAsync(
            (token, time) => calls.UnaryAsync<TResponse>(method, request(token), new WireCallOptions { Timeout = time }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        bool stale = session.TakeRead(word(response));
        Tell(stale);
        handOver.Look();
        return (response, stale);
    }

    /// <summary>Makes a call, with the session and the time that it may take, until a site takes the session.</summary>
    public async Task<TResponse> CallAsync<TResponse>(Func<V1.Session?, TimeSpan, Task<TResponse>> send, CancellationToken cancellationToken)
    {
        long start = calls.TimeProvider.GetTimestamp();
        bool hasHandedOver = false;
        bool acceptsStale = options.Session == SessionBehavior.StaleAtLast && session.IsStaleNow;
        while (true)
        {
            try
            {
                return await send(session.Token(acceptsStale), Remaining(start)).ConfigureAwait(false);
            }
            catch (HaCallException refusal) when (IsBehind(refusal) && calls.TimeProvider.GetElapsedTime(start) < calls.Timeout)
            {
                if (!hasHandedOver && session.HasKept)
                    await handOver.RunAsync(cancellationToken).ConfigureAwait(false);
                else if (options.Session == SessionBehavior.StaleAtLast && !acceptsStale)
                    acceptsStale = true;
                else
                    throw;
                hasHandedOver = true;
            }
        }
    }

    private static bool IsBehind(HaCallException refusal) =>
        refusal.InnerException is WireException { StatusCode: WireStatusCode.Unavailable } wire && wire.Trailers.GetText(ElsewhereName) == Behind;

    private TimeSpan Remaining(long start)
    {
        TimeSpan remaining = calls.Timeout - calls.TimeProvider.GetElapsedTime(start);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Counts each, and logs the first of a row.</summary>
    private void Tell(bool stale)
    {
        if (stale)
            SessionTelemetry.Stale();
        if (Interlocked.Exchange(ref isStale, stale ? 1 : 0) == 0 && stale)
            Log.Stale(logger);
    }
}
