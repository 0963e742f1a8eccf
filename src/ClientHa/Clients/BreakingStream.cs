using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace ClientHa.Clients;

/// <summary>
/// A connection to an HTTP/2 server (RFC 9113) that dies as soon as it has been sent a request: with the exception, and with the stack
/// in it, that a socket throws whose peer was killed.
/// </summary>
internal sealed class BreakingStream : Stream
{
    private const int FrameHeaderBytes = 9;
    private const byte Headers = 1;
    private const byte Settings = 4;

    private static readonly byte[] EmptySettings = [0, 0, 0, Settings, 0, 0, 0, 0, 0];

    private readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isPrefaceRead;
    private bool areSettingsSent;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!areSettingsSent)
        {
            // It is asked for nothing first: whether there is something.
            int count = Math.Min(EmptySettings.Length, buffer.Length);
            EmptySettings.AsSpan(0, count).CopyTo(buffer.Span);
            areSettingsSent = count > 0;
            return count;
        }
        await requested.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        SocketException reset = new((int)SocketError.ConnectionReset);
        throw ExceptionDispatchInfo.SetCurrentStackTrace(new IOException(reset.Message, reset));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadOnlySpan<byte> frames = buffer.Span;
        if (!isPrefaceRead)
        {
            isPrefaceRead = true;
            frames = frames["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.Length..];
        }
        while (frames.Length >= FrameHeaderBytes)
        {
            if (frames[3] == Headers)
                requested.TrySetResult();
            int length = BinaryPrimitives.ReadInt32BigEndian(frames) >> 8;
            frames = frames[Math.Min(frames.Length, FrameHeaderBytes + length)..];
        }
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
