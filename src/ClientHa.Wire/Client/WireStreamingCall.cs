using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>
/// What the streaming shapes share. The request is under way from the beginning; responses are read one at a time, and requests
/// are written one at a time. Disposing the call cancels it where it has not ended.
/// </summary>
internal abstract class WireStreamingCall<TResponse> : IDisposable
    where TResponse : class, IMessage
{
    private readonly CallContext _context;
    private readonly CallLifetime _lifetime;
    private readonly CancellationTokenRegistration _abortRegistration;
    private readonly StreamingContent? _requests;
    private readonly Task<Exception?> _opening;
    private HttpResponseMessage? _response;
    private WireStatus? _headStatus;
    private MessageStreamReader? _reader;
    private Exception? _failure;
    private int _isWriting;
    private bool _isCompleted;

    private protected WireStreamingCall(in CallContext context, HttpContent content, CancellationToken cancellationToken)
    {
        _context = context;
        _requests = content as StreamingContent;
        _lifetime = new CallLifetime(context.Channel.TimeProvider, context.Options.Timeout, canBeAbandoned: true, cancellationToken);
        _opening = OpenAsync(content);
        _abortRegistration = _lifetime.Token.UnsafeRegister(static call => ((WireStreamingCall<TResponse>)call!).Abort(), this);
    }

    /// <summary>How the call ended; null until its end was read.</summary>
    public WireStatus? Status { get; private set; }

    /// <summary>The server's trailing metadata; empty until the end was read.</summary>
    public WireMetadata Trailers { get; private set; } = WireMetadata.Empty;

    /// <summary>The server's metadata, as soon as it has sent it.</summary>
    public async Task<WireMetadata> ResponseHeadersAsync(CancellationToken cancellationToken = default)
    {
        if (await _opening.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            throw failure;

        // In a trailers-only answer the headers are the trailers.
        return _response is { } response && _reader is not null ? CallResponse.ReadMetadata(response.Headers) : WireMetadata.Empty;
    }

    public void Dispose()
    {
        if (Status is null)
            _lifetime.Abandon();
        _abortRegistration.Dispose();
        _lifetime.Dispose();
        Abort();
        GC.SuppressFinalize(this);
    }

    /// <summary>The next response, or null after the last one of a call that ended with OK.</summary>
    private protected async ValueTask<TResponse?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        if (Status is not null)
            return _failure is null ? null : throw _failure;

        try
        {
            using var registration = cancellationToken.UnsafeRegister(
                static (call, token) => ((WireStreamingCall<TResponse>)call!)._lifetime.CancelBy(token), this);
            if (await _opening.ConfigureAwait(false) is { } failure)
                throw failure;
            if (_reader is not null && await _reader.ReadAsync(_context.Target.ResponseParser, _lifetime.Token).ConfigureAwait(false) is { } message)
                return (TResponse)message;
            End();
        }
        catch (Exception exception) when (_lifetime.TryTranslate(exception, out var translated))
        {
            Fail(translated);
            throw translated;
        }

        return _failure is null ? null : throw _failure;
    }

    private protected async ValueTask WriteCoreAsync(IMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_isCompleted)
            throw new InvalidOperationException("The requests were completed: none can follow.");
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
            throw new InvalidOperationException("A write is under way: await each one before the next.");

        try
        {
            using var registration = cancellationToken.UnsafeRegister(
                static (call, token) => ((WireStreamingCall<TResponse>)call!)._lifetime.CancelBy(token), this);
            await _requests!.WriteAsync(message, _lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw await ExplainWriteFailureAsync(exception).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    private protected void CompleteCore()
    {
        _isCompleted = true;
        _requests!.Complete();
    }

    /// <summary>Ends the call because its responses are not what the method promises.</summary>
    private protected WireException Reject(WireException exception)
    {
        Fail(exception);
        return exception;
    }

    /// <summary>Never throws, because nobody may be waiting: a failure is the result.</summary>
    private async Task<Exception?> OpenAsync(HttpContent content)
    {
        try
        {
            _lifetime.Token.ThrowIfCancellationRequested();
            // The request is not disposed: its content is still being written when the response's head is here.
            var request = CallRequest.Create(_context, content);
            var response = await _context.Invoker.SendAsync(request, _lifetime.Token).ConfigureAwait(false);
            _response = response;
            _headStatus = CallResponse.ReadHead(response);
            if (_headStatus is null)
            {
                var stream = await response.Content.ReadAsStreamAsync(_lifetime.Token).ConfigureAwait(false);
                _reader = new MessageStreamReader(stream, _context.Channel.MaxReceiveMessageBytes);
            }

            if (_lifetime.Token.IsCancellationRequested)
                Abort();
            return null;
        }
        catch (Exception exception)
        {
            _requests?.End();
            return _lifetime.TryTranslate(exception, out var translated) ? translated : exception;
        }
    }

    private async ValueTask<Exception> ExplainWriteFailureAsync(Exception exception)
    {
        // A request stream breaks when the server has answered, or when the connection has: either way the head is near.
        if (!_lifetime.Token.IsCancellationRequested)
        {
            if (await _opening.ConfigureAwait(false) is { } failure)
                return failure;
            if (_headStatus is { Code: not WireStatusCode.Ok } status)
                return new WireException(status, CallResponse.ReadMetadata(_response!.Headers), exception);
            if (exception is IOException or OperationCanceledException)
                return new WireException(WireStatusCode.Cancelled, "The server takes no more requests; read the responses for its status.", exception);
        }

        return _lifetime.TryTranslate(exception, out var translated) ? translated : exception;
    }

    private void End()
    {
        var response = _response!;
        var status = _headStatus ?? CallResponse.ReadTail(response, _reader!.IsInsideMessage);
        Trailers = CallResponse.ReadMetadata(_headStatus is null ? response.TrailingHeaders : response.Headers);
        _failure = status.Code == WireStatusCode.Ok ? null : new WireException(status, Trailers);
        Close(status);
    }

    private void Fail(Exception exception)
    {
        _failure = exception;
        Close((exception as WireException)?.Status ?? new WireStatus(WireStatusCode.Cancelled, exception.Message));
    }

    private void Close(WireStatus status)
    {
        Status = status;
        _reader?.ReleaseBuffer();
        _abortRegistration.Dispose();
        _lifetime.Dispose();
        Abort();
    }

    /// <summary>Resets the stream where it has not ended. The reader's buffer is left alone: a read may be under way.</summary>
    private void Abort()
    {
        _requests?.End();
        _response?.Dispose();
    }
}
