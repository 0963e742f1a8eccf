using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Wire.Tests.Framing;

public sealed class MessageStreamReaderTests
{
    [Fact]
    public void Frames_may_arrive_in_any_pieces() => Prop.ForAll(AnyFrames.Arbitrary, async frames =>
    {
        var (messages, endsInside) = await ReadAllAsync(new PiecemealStream(frames.Pieces));
        return messages.SequenceEqual(frames.Messages) && !endsInside;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public async Task A_stream_that_ends_anywhere_inside_a_message_is_seen_to()
    {
        var frame = AnyFrames.Encode(new Payload { Text = "cut" });
        for (var length = 1; length < frame.Length; length++)
        {
            var (messages, endsInside) = await ReadAllAsync(new PiecemealStream([frame, frame[..length]]));
            Assert.Single(messages);
            Assert.True(endsInside);
        }
    }

    private static async Task<(List<Payload> Messages, bool EndsInside)> ReadAllAsync(Stream stream)
    {
        var reader = new MessageStreamReader(stream, 10_000);
        var messages = new List<Payload>();
        while (await reader.ReadAsync(Payload.Parser, CancellationToken.None) is Payload message)
            messages.Add(message);

        var endsInside = reader.IsInsideMessage;
        reader.ReleaseBuffer();
        return (messages, endsInside);
    }

    /// <summary>Gives a piece at each read.</summary>
    private sealed class PiecemealStream(byte[][] pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));
        private ReadOnlyMemory<byte> _rest;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.IsEmpty && _pieces.TryDequeue(out var piece))
                _rest = piece;
            var count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return ValueTask.FromResult(count);
        }
    }
}
