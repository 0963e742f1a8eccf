using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Wire.Tests.Framing;

public sealed class FrameDecoderTests
{
    [Fact]
    public void Frames_may_be_cut_anywhere() => Prop.ForAll(AnyFrames.Arbitrary, frames =>
    {
        var buffer = Segment.Join(frames.Pieces);
        foreach (var message in frames.Messages)
        {
            if (!FrameDecoder.TryRead(ref buffer, 10_000, out var bytes) || !message.Equals(MessageBytes.Parse(Payload.Parser, bytes)))
                return false;
        }

        return buffer.IsEmpty && !FrameDecoder.TryRead(ref buffer, 10_000, out _);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Part_of_a_frame_is_no_frame_yet_and_is_left_alone()
    {
        var frame = AnyFrames.Encode(new Payload { Text = "whole" });
        for (var length = 0; length < frame.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.False(FrameDecoder.TryRead(ref buffer, 100, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 101, "101")]
    [InlineData(0, 0, 1, 0, "256")]
    [InlineData(0x7F, 0xFF, 0xFF, 0xFF, "2147483647")]
    [InlineData(0x80, 0, 0, 0, "2147483648")]
    [InlineData(0xFF, 0xFF, 0xFF, 0xFF, "4294967295")]
    public void A_length_over_the_limit_is_refused_at_once_with_size_and_limit(byte first, byte second, byte third, byte fourth, string size)
    {
        var exception = Assert.Throws<WireException>(() => Read([0, first, second, third, fourth]));

        Assert.Equal(WireStatusCode.ResourceExhausted, exception.StatusCode);
        Assert.Contains($" {size} ", exception.Detail, StringComparison.Ordinal);
        Assert.Contains(" 100.", exception.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_just_the_limit_is_accepted() => Assert.True(Read([0, 0, 0, 0, 100, .. new byte[100]]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void A_flag_that_is_not_zero_is_refused(byte flag) =>
        Assert.Equal(WireStatusCode.Internal, Assert.Throws<WireException>(() => Read([flag, 0, 0, 0, 0])).StatusCode);

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x05, 0x01 })]
    [InlineData(new byte[] { 0x12, 0x01, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Bytes_that_are_no_message_are_refused(byte[] bytes) => Assert.Equal(
        WireStatusCode.Internal,
        Assert.Throws<WireException>(() => MessageBytes.Parse(Payload.Parser, new ReadOnlySequence<byte>(bytes))).StatusCode);

    [Fact]
    public void Any_bytes_give_messages_or_a_clean_status() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            // With a frame's beginning of its own, half of the bytes get as far as the parser.
            Read(bytes);
            Read([0, 0, 0, 0, (byte)bytes.Length, .. bytes]);
            MessageBytes.Parse(Payload.Parser, new ReadOnlySequence<byte>(bytes));
        }
        catch (WireException)
        {
        }
    }).Check(Config.QuickThrowOnFailure);

    private static bool Read(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        return FrameDecoder.TryRead(ref buffer, 100, out _);
    }
}
