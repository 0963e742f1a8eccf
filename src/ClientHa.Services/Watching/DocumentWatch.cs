using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ClientHa.Core;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;

namespace ClientHa.Services;

/// <summary>A watch over as many streams as it takes: each goes on where the one before it ended.</summary>
internal sealed class DocumentWatch(ServiceCalls calls, ClientClock clock, SessionKeeper session, MethodDescriptor method, string prefix, WatchOptions options)
{
    /// <summary>Each change is read when it is asked for: a slow reader fills the stream's window, and no memory.</summary>
    public async IAsyncEnumerable<DocumentChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        calls.ThrowIfDisposed();
        WatchState state = new(prefix, options);
        ReopenDelay delay = new(new Prng(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Disposal);
        while (true)
        {
            long start = calls.TimeProvider.GetTimestamp();
            bool hasAnswered = false;
            HaCallException? failure = null;
            using (SiteMove move = new(calls.Handler, end.Token))
            using (WireServerStreamingCall<WatchResponse> stream =
                calls.ServerStreaming<WatchResponse>(method, state.Request(), move.Token))
            {
                while (true)
                {
                    (WatchResponse? response, failure) = await ReadAsync(stream, cancellationToken).ConfigureAwait(false);
                    if (response is null)
                        break;
                    if (!hasAnswered)
                        move.Begin();
                    hasAnswered = true;
                    clock.Merge(response.Clock);
                    session.TakeRead(response.Site);
                    foreach (DocumentChange change in state.Take(response))
                        yield return change;
                }
                if (move.IsDue)
                    continue;
            }
            failure ??= new HaCallException(HaStatusCode.Unavailable, "The site ended the watch.");
            if (!CanHeal(failure.StatusCode))
                throw failure;
            options.Interrupted?.Invoke(failure);
            delay = delay.Next(hasAnswered, calls.TimeProvider.GetElapsedTime(start), out TimeSpan wait);
            await WaitAsync(wait, end.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>These say that the same call meets the same answer wherever it is made, and however often.</summary>
    private static bool CanHeal(HaStatusCode status) => status is not (HaStatusCode.InvalidArgument or HaStatusCode.Unimplemented
        or HaStatusCode.PermissionDenied or HaStatusCode.Unauthenticated or HaStatusCode.OutOfRange);

    private async ValueTask<(WatchResponse? Response, HaCallException? Failure)> ReadAsync(
        WireServerStreamingCall<WatchResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return (await stream.ReadAsync(CancellationToken.None).ConfigureAwait(false), null);
        }
        catch (WireException exception)
        {
            ThrowIfEnded(cancellationToken);
            return (null, new HaCallException(exception));
        }
        catch (OperationCanceledException)
        {
            ThrowIfEnded(cancellationToken);
            return (null, null);
        }
    }

    private async ValueTask WaitAsync(TimeSpan time, CancellationToken end, CancellationToken cancellationToken)
    {
        try
        {
            if (time > TimeSpan.Zero)
                await Task.Delay(time, calls.TimeProvider, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
        ThrowIfEnded(cancellationToken);
    }

    /// <summary>Says in the caller's words what ended the watch.</summary>
    private void ThrowIfEnded(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        calls.ThrowIfDisposed();
    }
}
