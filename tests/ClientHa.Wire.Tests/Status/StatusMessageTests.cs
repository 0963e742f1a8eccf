using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Wire.Tests.Status;

public sealed class StatusMessageTests
{
    [Fact]
    public void Any_text_comes_back() => Prop.ForAll<string>(generated =>
    {
        var text = generated ?? "";
        var encoded = StatusMessage.Encode(text);

        // Half a surrogate pair has no UTF-8.
        return encoded.All(c => c is >= ' ' and <= '~') && StatusMessage.Decode(encoded) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Anything_can_be_decoded() =>
        Prop.ForAll<string>(text => StatusMessage.Decode(text ?? "") is not null).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("plain text stays as it is: ~!", "plain text stays as it is: ~!")]
    [InlineData("100 %", "100 %25")]
    [InlineData("\r\n\t\u007f", "%0D%0A%09%7F")]
    [InlineData("☺ 😈", "%E2%98%BA %F0%9F%98%88")]
    public void Text_is_encoded_as_the_protocol_says(string text, string encoded)
    {
        Assert.Equal(encoded, StatusMessage.Encode(text));
        Assert.Equal(text, StatusMessage.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("100 %", "100 %")]
    [InlineData("%4", "%4")]
    [InlineData("%4g %+1", "%4g %+1")]
    [InlineData("%e2%98%ba", "☺")]
    [InlineData("%E2%98", "\ufffd")]
    [InlineData("\u00e2\u0098\u00ba in raw UTF-8", "☺ in raw UTF-8")]
    [InlineData("☺ %41", "☺ A")]
    public void What_is_wrongly_encoded_is_kept_as_well_as_it_goes(string encoded, string text) =>
        Assert.Equal(text, StatusMessage.Decode(encoded));
}
