using System.Diagnostics.CodeAnalysis;

namespace ClientHa.Wire;

/// <summary>What can end a call from this side: its deadline, its caller's token, its disposal; and which of them it was.</summary>
internal sealed class CallLifetime : IDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "It has no timer and no link, and may be cancelled after the call's end.")]
    private readonly CancellationTokenSource? _source;
    private readonly ITimer? _timer;
    private readonly CancellationTokenRegistration _callerRegistration;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan? _timeout;
    private readonly long _startTimestamp;
    private CancellationToken _cancelledBy;
    private bool _isAbandoned;

    /// <param name="timeProvider">Measures the deadline.</param>
    /// <param name="timeout">The time until the deadline, or null for none.</param>
    /// <param name="canBeAbandoned">Whether the call object can be disposed, or read with a further token.</param>
    /// <param name="callerToken">The caller's token for the whole call.</param>
    public CallLifetime(TimeProvider timeProvider, TimeSpan? timeout, bool canBeAbandoned, CancellationToken callerToken)
    {
        (_timeProvider, _timeout, _cancelledBy) = (timeProvider, timeout, callerToken);
        if (timeout is null && !canBeAbandoned)
        {
            Token = callerToken;
            return;
        }

        _source = new CancellationTokenSource();
        Token = _source.Token;
        _callerRegistration = callerToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        if (timeout is { } time)
        {
            _startTimestamp = timeProvider.GetTimestamp();
            _timer = DeadlineTimer.Start(_source, time, timeProvider);
        }
    }

    public CancellationToken Token { get; }

    private bool IsDeadlinePassed =>
        _timeout is { } timeout && (Token.IsCancellationRequested || _timeProvider.GetElapsedTime(_startTimestamp) >= timeout);

    /// <summary>Cancels on behalf of a token that was given for a part of the call only.</summary>
    public void CancelBy(CancellationToken token)
    {
        if (!Token.IsCancellationRequested)
            _cancelledBy = token;
        _source?.Cancel();
    }

    /// <summary>Cancels because nobody wants the call any more.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _source?.Cancel();
    }

    /// <summary>Says in the caller's words why a call failed; false where the exception is none of the call's own failures.</summary>
    public bool TryTranslate(Exception exception, [NotNullWhen(true)] out Exception? translated)
    {
        translated = exception switch
        {
            WireException => exception,
            _ when _cancelledBy.IsCancellationRequested => new OperationCanceledException("The call was cancelled.", exception, _cancelledBy),
            _ when _isAbandoned => new WireException(WireStatusCode.Cancelled, "The call was disposed.", exception),
            _ when IsDeadlinePassed =>
                new WireException(WireStatusCode.DeadlineExceeded, $"The call's time of {_timeout} is over.", exception),
            _ => TransportFailure.ToWireException(exception),
        };
        return translated is not null;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _callerRegistration.Dispose();
    }
}
