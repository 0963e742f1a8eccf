using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ClientHa.Attempts;

/// <summary>Tells the end of a response's body to the call's end.</summary>
internal sealed class WatchedStream(Stream inner, StreamedContent content) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    [SuppressMessage("Usage", "VSTHRD103", Justification = "The read has completed.")]
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = inner.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return AwaitAsync(read, buffer.Length, cancellationToken);
        int count = read.GetAwaiter().GetResult();
        if (count == 0 && buffer.Length > 0)
            content.Complete();
        return new(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int count = inner.Read(buffer);
            if (count == 0 && buffer.Length > 0)
                content.Complete();
            return count;
        }
        catch (Exception exception)
        {
            if (content.Fail(exception) is { } loss)
                throw loss;
            throw;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Abandon();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> read, int asked, CancellationToken cancellationToken)
    {
        try
        {
            int count = await read.ConfigureAwait(false);
            if (count == 0 && asked > 0)
                content.Complete();
            return count;
        }
        catch (Exception exception)
        {
            if (cancellationToken.IsCancellationRequested || exception is ObjectDisposedException)
                content.Abandon();
            else if (content.Fail(exception) is { } loss)
                throw loss;
            throw;
        }
    }
}
