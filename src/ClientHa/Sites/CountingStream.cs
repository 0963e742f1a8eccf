using System.Runtime.CompilerServices;

namespace ClientHa.Sites;

/// <summary>A connection's bytes. That any arrive is the only evidence, at this seam, that a silent site is alive.</summary>
/// <param name="inner">The connection.</param>
/// <param name="generation">Where its bytes count.</param>
/// <param name="isMultiplexed">HTTP/2 or later: it is read without a pause, by a loop in which any delay slows all calls.</param>
/// <param name="isSpokenToFirst">The site speaks by itself, before it has a request: with HTTP/2 and with TLS.</param>
internal sealed class CountingStream(Stream inner, SiteGeneration generation, bool isMultiplexed, bool isSpokenToFirst) : Stream
{
    private bool hasRead;
    private volatile bool hasSpoken;

    /// <summary>Whether silence after the connecting says something of the site.</summary>
    public bool IsSpokenToFirst => isSpokenToFirst;

    /// <summary>A byte has come.</summary>
    public bool HasSpoken => hasSpoken;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!isMultiplexed)
            return ReadAndCountAsync(buffer, cancellationToken);

        // Whoever reads without a pause comes again as soon as something came.
        if (hasRead)
            Count(1);
        hasRead = true;
        return inner.ReadAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Count(read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            generation.Connections.Remove(this);
            try
            {
                inner.Dispose();
            }
            catch (Exception)
            {
                // The application's own, by its ConnectCallback. It is closed by whoever leaves it last: a call, or what moves calls.
            }
        }
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAndCountAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count(count);
        return count;
    }

    private void Count(int count)
    {
        generation.CountBytes(count);
        if (hasSpoken || count == 0)
            return;
        hasSpoken = true;
        generation.Connections.Spoke(this);
    }
}
