using System.Buffers;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>Reads messages from a stream through one pooled buffer, which grows as bytes arrive and never for a mere promise.</summary>
internal sealed class MessageStreamReader
{
    private const int FirstBufferBytes = 2048;

    private readonly Stream _stream;
    private readonly int _maxMessageBytes;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    public MessageStreamReader(Stream stream, int maxMessageBytes)
    {
        _stream = stream;
        _maxMessageBytes = maxMessageBytes;
    }

    /// <summary>Whether the bytes read so far end inside a message: after the end of the stream, that it was cut off.</summary>
    public bool IsInsideMessage => _start != _end;

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="WireException">The stream holds no frame, no such message, or a too large one.</exception>
    public async ValueTask<IMessage?> ReadAsync(MessageParser parser, CancellationToken cancellationToken)
    {
        IMessage? message;
        while (!TryTake(parser, out message))
        {
            MakeRoom();
            var count = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                return null;
            _end += count;
        }

        return message;
    }

    /// <summary>Gives the buffer back. Not while a read is under way.</summary>
    public void ReleaseBuffer()
    {
        var buffer = _buffer;
        (_buffer, _start, _end) = ([], 0, 0);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool TryTake(MessageParser parser, out IMessage? message)
    {
        var received = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        if (!FrameDecoder.TryRead(ref received, _maxMessageBytes, out var bytes))
        {
            message = null;
            return false;
        }

        message = MessageBytes.Parse(parser, bytes);
        _start = _end - (int)received.Length;
        return true;
    }

    private void MakeRoom()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end < _buffer.Length)
            return;

        // Full: first the part before the message is used again, then the buffer grows to twice its size.
        var held = _buffer.AsSpan(_start, _end - _start);
        var target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, _buffer.Length * 2));
        held.CopyTo(target);
        (_start, _end) = (0, held.Length);
        if (target == _buffer)
            return;

        var old = _buffer;
        _buffer = target;
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }
}
