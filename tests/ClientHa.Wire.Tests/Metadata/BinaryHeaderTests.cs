using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Wire.Tests.Metadata;

public sealed class BinaryHeaderTests
{
    [Fact]
    public void Any_bytes_come_back_with_and_without_padding() => Prop.ForAll<byte[]>(bytes =>
        BinaryHeader.Decode("x-bin", BinaryHeader.Encode(bytes)).SequenceEqual(bytes)
        && BinaryHeader.Decode("x-bin", Convert.ToBase64String(bytes)).SequenceEqual(bytes)).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Padding_is_not_sent() => Assert.Equal("AQ", BinaryHeader.Encode([1]));

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("A*==")]
    [InlineData("AA-_")]
    [InlineData("ä")]
    public void What_is_no_base64_is_internal(string encoded)
    {
        var exception = Assert.Throws<WireException>(() => BinaryHeader.Decode("x-some-bin", encoded));

        Assert.Equal(WireStatusCode.Internal, exception.StatusCode);
        Assert.Contains("x-some-bin", exception.Detail, StringComparison.Ordinal);
    }
}
