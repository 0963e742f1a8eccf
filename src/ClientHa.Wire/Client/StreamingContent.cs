using System.Buffers;
using System.Net;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>The requests of a streaming call: what is written here goes into the stream that the handler opened for the body.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _lock = new();
    private Stream? _stream;
    private bool _hasWritten;
    private bool _isEnded;

    public StreamingContent() => Headers.ContentType = UnaryContent.ContentType;

    /// <exception cref="IOException">The body is not, or no longer, being sent.</exception>
    public async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var stream = BeginWrite();

        var frameBytes = Frame.HeaderBytes + message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(frameBytes);
        try
        {
            Frame.Write(buffer.AsSpan(0, frameBytes), message);
            await stream.WriteAsync(buffer.AsMemory(0, frameBytes), cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException exception)
        {
            // The handler closes the body's stream when the server has answered before its end.
            throw new IOException("The request stream is closed.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>No request follows.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>
    /// The call is over: a writer that still waits, and any later one, fails; and so does a body that was not completed, or the
    /// server might take what it has for the whole.
    /// </summary>
    public void End()
    {
        lock (_lock)
            _isEnded = true;
        _opened.TrySetResult();
        _completed.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SendAsync(stream);

    /// <summary>
    /// Without the token. When the server resets the stream, the handler cancels the body and reports what comes first: that
    /// cancellation, which says nothing, or the reset. The call itself ends the body.
    /// </summary>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        SendAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task SendAsync(Stream stream)
    {
        // The first flush sends the headers: the server may answer before there is a request.
        await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        Open(stream);
        await _completed.Task.ConfigureAwait(false);
    }

    private void Open(Stream stream)
    {
        lock (_lock)
        {
            // SocketsHttpHandler sends a refused request again by itself. What was written is gone: without this the second
            // server would see a call without requests, and might say OK to it.
            if (_hasWritten)
                throw new IOException("The request stream was sent in part and cannot be sent again.");
            _stream = stream;
        }

        _opened.TrySetResult();
    }

    private Stream BeginWrite()
    {
        lock (_lock)
        {
            if (_stream is null || _isEnded)
                throw new IOException("The request stream is closed.");
            _hasWritten = true;
            return _stream;
        }
    }
}
