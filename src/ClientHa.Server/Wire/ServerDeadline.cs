using System.Diagnostics.CodeAnalysis;
using ClientHa.Wire;

namespace ClientHa.Server.Wire;

/// <summary>The deadline that the client sent, and a token that ends with it or with the request.</summary>
internal sealed class ServerDeadline : IDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "It has no timer and no link, and its timer may be firing at the call's end.")]
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer? _timer;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _requestAborted;
    private readonly TimeSpan _timeout;
    private readonly long _startTimestamp;

    public ServerDeadline(TimeSpan timeout, TimeProvider timeProvider, CancellationToken requestAborted)
    {
        (_timeout, _timeProvider, _requestAborted) = (timeout, timeProvider, requestAborted);
        _startTimestamp = timeProvider.GetTimestamp();
        _registration = requestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _timer = DeadlineTimer.Start(_source, timeout, timeProvider);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>By the timer, too: it may fire a moment before the timestamps agree.</summary>
    public bool IsPassed =>
        Remaining == TimeSpan.Zero || (Token.IsCancellationRequested && !_requestAborted.IsCancellationRequested);

    public TimeSpan Remaining
    {
        get
        {
            var remaining = _timeout - _timeProvider.GetElapsedTime(_startTimestamp);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Dispose();
    }
}
