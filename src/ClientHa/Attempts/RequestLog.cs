namespace ClientHa.Attempts;

/// <summary>
/// The request's body: the original content writes it exactly once, each attempt reads it from its beginning and then follows
/// what is still being written. Kept up to a limit; past it, or once the call is committed to its site, it only passes
/// through. It is its own lock, since there is one for each call and nobody else sees it.
/// </summary>
internal sealed class RequestLog(int limitBytes) : Stream
{
    /// <summary>How much a writer may be ahead of a connection that is slower, once nothing has to be kept.</summary>
    private const int PassThroughBytes = 64 << 10;

    private byte[] buffer = [];
    private long start;
    private int length;
    private volatile bool isComplete;
    private volatile bool isCommitted;
    private bool isStopped;
    private Exception? fault;
    private long position;
    private TaskCompletionSource? change;
    private int readers;

    /// <summary>All is written and nothing went wrong.</summary>
    public bool IsComplete => isComplete && fault is null;

    /// <summary>
    /// The body grew past the limit or its call was committed, and a site has got something of it: it cannot be sent again.
    /// </summary>
    public bool IsCommitted => isCommitted && Volatile.Read(ref readers) > 0;

    /// <summary>What the original content threw: the caller's own fault, which blames no site.</summary>
    public Exception? Fault
    {
        get
        {
            lock (this)
                return fault;
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Has the content write itself, once. Content that is at hand, such as a unary message, is done on return.</summary>
    public void Start(HttpContent original, CancellationToken cancellationToken)
    {
        Task copy;
        try
        {
            copy = original.CopyToAsync(this, cancellationToken);
        }
        catch (Exception exception)
        {
            copy = Task.FromException(exception);
        }
        if (copy.IsCompletedSuccessfully)
            isComplete = true;
        else
            _ = FinishAsync(copy);
    }

    /// <summary>Nothing needs to be kept any more: the call stays where it is.</summary>
    public void Commit()
    {
        lock (this)
        {
            isCommitted = true;
            Changed();
        }
    }

    /// <summary>The call is over. Whoever still writes is told so, or would wait for ever for a connection that is gone.</summary>
    public void Stop()
    {
        lock (this)
        {
            isStopped = true;
            Changed();
        }
    }

    /// <summary>The content of an attempt: a short body that is at hand as its bytes, any other as what follows this log.</summary>
    public HttpContent ContentFor(HttpContent original) => IsComplete && !isCommitted && length <= ReplayBytes.MaxBytes
        ? ReplayBytes.Of(buffer.AsMemory(0, length), original)
        : new ReplayContent(this, original);

    /// <summary>Sends the body on a connection, from its beginning to its end.</summary>
    public Task SendAsync(Stream connection, CancellationToken cancellationToken)
    {
        int reader = Interlocked.Increment(ref readers);
        if (!IsComplete || isCommitted)
            return FollowAsync(connection, reader, cancellationToken);

        // Nothing is written or dropped any more: no need to follow what is at hand.
        return connection.WriteAsync(buffer.AsMemory(0, length), cancellationToken).AsTask();
    }

    private async Task FollowAsync(Stream connection, int reader, CancellationToken cancellationToken)
    {
        long sent = 0;
        while (true)
        {
            ReadOnlyMemory<byte> part;
            Task wait = Task.CompletedTask;
            lock (this)
            {
                // An attempt that was given up must not drop what its successor has not sent yet.
                if (reader != readers)
                    throw new OperationCanceledException("Another attempt sends the body now.");
                if (sent < start)
                    throw new RequestBodyException(new IOException("The request body was sent in part and is no longer kept."));
                position = sent;
                if (isCommitted)
                    Trim();
                part = buffer.AsMemory((int)(sent - start), (int)(start + length - sent));
                if (part.IsEmpty)
                {
                    if (fault is not null)
                        throw new RequestBodyException(fault);
                    if (isComplete)
                        return;
                    wait = (change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
            }
            if (part.IsEmpty)
            {
                // The site may be the one to speak first, so the headers don't wait for the body.
                if (sent == 0)
                    await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            await connection.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            sent += part.Length;
            if (!isComplete)
                await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        TryAppend(bytes.Span) is { } wait ? WriteAfterAsync(wait, bytes, cancellationToken) : default;

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        // A synchronous writer cannot wait for the connection, so it is let through.
        lock (this)
            Append(bytes);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask WriteAfterAsync(Task room, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (Task? wait = room; wait is not null; wait = TryAppend(bytes.Span))
            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Null when the bytes were taken; else what to wait for before asking again.</summary>
    private Task? TryAppend(ReadOnlySpan<byte> bytes)
    {
        lock (this)
        {
            if (!isCommitted && length + bytes.Length > limitBytes)
                isCommitted = true;
            if (isStopped)
                throw new IOException("The call is over: its body is not sent any more.");
            long unsent = start + length - position;
            if (isCommitted && unsent > 0 && unsent + bytes.Length > PassThroughBytes)
                return (change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            Append(bytes);
            return null;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (length + bytes.Length > buffer.Length)
        {
            // Not from a pool: a connection that is just being given up may still be reading the old one.
            byte[] larger = new byte[buffer.Length == 0 ? bytes.Length : Math.Max(length + bytes.Length, buffer.Length * 2)];
            buffer.AsSpan(0, length).CopyTo(larger);
            buffer = larger;
        }
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
        Changed();
    }

    /// <summary>Drops what the connection has: only when it has all, so that it never reads what is being moved.</summary>
    private void Trim()
    {
        if (position != start + length || length == 0)
            return;
        start = position;
        length = 0;
        Changed();
    }

    private void Changed()
    {
        change?.TrySetResult();
        change = null;
    }

    private async Task FinishAsync(Task copy)
    {
        Exception? thrown = null;
        try
        {
            await copy.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            thrown = exception;
        }
        lock (this)
        {
            fault = thrown;
            isComplete = true;
            Changed();
        }
    }
}
