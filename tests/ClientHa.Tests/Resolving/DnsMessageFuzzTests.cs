using ClientHa.Resolving;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClientHa.Tests.Resolving;

/// <summary>Bytes from the network never throw, hang or yield more than they hold. A failure prints its seed.</summary>
public sealed class DnsMessageFuzzTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    private static readonly byte[] Valid = DnsBytes.AnswerToA(4)
        .Pointer(12).Record(5, 1, (byte)'x', 0xC0, 14)
        .Labels("x").Pointer(14).Record(1, 10, 0, 0, 1)
        .Name("x.ha.test").Record(28, new byte[16])
        .Pointer(12).Record(16, 2, (byte)'h', (byte)'i')
        .Build();

    private static readonly Gen<byte> AnyByte = Gen.Choose(0, 255).Select(i => (byte)i);

    private static readonly Gen<byte[]> AnyBytes =
        Gen.Choose(0, 600).SelectMany(length => AnyByte.ArrayOf(length));

    [Fact]
    public void Random_bytes_do_no_harm() => Prop.ForAll(AnyBytes.ToArbitrary(), IsHarmless).Check(Many);

    [Fact]
    public void Random_bytes_behind_a_good_header_do_no_harm() =>
        Prop.ForAll(
            AnyBytes.Select(rest => (byte[])[.. new DnsBytes(7, 0x8180, 1, 20).Build(), .. rest]).ToArbitrary(), IsHarmless)
        .Check(Many);

    [Fact]
    public void A_valid_answer_with_some_bytes_changed_does_no_harm()
    {
        Gen<(int At, byte To)[]> changes = Gen.Choose(1, 6).SelectMany(
            count => Gen.Choose(0, Valid.Length - 1).SelectMany(at => AnyByte.Select(to => (at, to))).ArrayOf(count));
        Prop.ForAll(changes.ToArbitrary(), (Func<(int At, byte To)[], bool>)(all =>
        {
            byte[] bytes = [.. Valid];
            foreach ((int at, byte to) in all) bytes[at] = to;
            return IsHarmless(bytes);
        })).Check(Many);
    }

    [Fact]
    public void Names_of_random_pointers_end()
    {
        Gen<byte[]> pointers = Gen.Choose(0, 63).SelectMany(_ => Gen.Choose(0, 80)).ArrayOf(40)
            .Select(offsets => offsets.Aggregate(new DnsBytes(7, 0x8180, 1, 5), (m, offset) => m.Pointer(offset)).Build());
        Prop.ForAll(pointers.ToArbitrary(), IsHarmless).Check(Many);
    }

    [Fact]
    public void An_answer_that_is_cut_anywhere_is_none()
    {
        Assert.True(DnsMessage.TryRead(Valid, out _));
        for (int length = 0; length < Valid.Length; length++)
            Assert.False(DnsMessage.TryRead(Valid.AsSpan(0, length), out _), $"{length} bytes");
    }

    [Fact]
    public void A_name_that_is_written_is_read_back()
    {
        Gen<string> label = Gen.Elements("abcXYZ019-_".ToCharArray()).ArrayOf().Where(c => c.Length is > 0 and < 64)
            .Select(c => new string(c));
        Gen<string> name = label.NonEmptyListOf().Select(labels => string.Join('.', labels));
        Prop.ForAll(name.ToArbitrary(), (Func<string, bool>)(text =>
        {
            byte[] wire = new byte[DnsName.MaxWireBytes];
            if (!DnsName.TryWrite(text, wire, out int written)) return text.Length > 253;
            int offset = 0;
            return DnsName.TryRead(wire.AsSpan(0, written), ref offset, out string? read) && read == text && offset == written;
        })).Check(Many);
    }

    /// <summary>A record takes 11 bytes at least, so there cannot be more of them than that.</summary>
    private static bool IsHarmless(byte[] bytes)
    {
        if (!DnsMessage.TryRead(bytes, out DnsMessage? message)) return true;
        _ = DnsReply.From(message);
        return message.Answers.Length <= bytes.Length / 11 && message.Question.Name.Length <= 4 * DnsName.MaxWireBytes;
    }
}
