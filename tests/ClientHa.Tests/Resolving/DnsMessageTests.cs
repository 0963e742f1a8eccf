using System.Net;
using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class DnsMessageTests
{
    private static readonly DnsQuestion Question = new("0.ha.test", DnsRecordType.A);

    [Fact]
    public void A_query_is_what_RFC_1035_says()
    {
        Span<byte> buffer = stackalloc byte[DnsMessage.MaxUdpBytes];
        Assert.True(DnsMessage.TryWriteQuery(0x1234, new("0.ha.test", DnsRecordType.Aaaa), buffer, out int written));
        byte[] expected = new DnsBytes(0x1234, 0x0100, 1, 0).Name("0.ha.test").U16(28).U16(1).Build();
        Assert.Equal(expected, buffer[..written].ToArray());
    }

    [Fact]
    public void A_query_that_does_not_fit_its_buffer_is_not_written()
    {
        byte[] buffer = new byte[64];
        Assert.True(DnsMessage.TryWriteQuery(1, Question, buffer, out int whole));
        for (int size = 0; size < whole; size++)
            Assert.False(DnsMessage.TryWriteQuery(1, Question, buffer.AsSpan(0, size), out _));
    }

    [Fact]
    public void Addresses_and_aliases_are_read_and_other_records_are_read_over()
    {
        byte[] bytes = DnsBytes.AnswerToA(4)
            .Pointer(12).Record(5, 1, (byte)'x', 0xC0, 14)          // 0.ha.test is an alias of x.ha.test
            .Pointer(12).Record(16, 2, (byte)'h', (byte)'i')        // TXT
            .Labels("X").Pointer(14).Record(1, 10, 0, 0, 1)
            .Name("x.ha.test").Record(1, 10, 0, 0, 2)
            .Build();
        Assert.True(DnsMessage.TryRead(bytes, out DnsMessage? message));
        Assert.True(message.IsAnswerTo(7, Question));
        Assert.Equal(
            [
                new DnsRecord("0.ha.test", DnsRecordType.Cname, null, "x.ha.test"),
                new DnsRecord("X.ha.test", DnsRecordType.A, IPAddress.Parse("10.0.0.1"), null),
                new DnsRecord("x.ha.test", DnsRecordType.A, IPAddress.Parse("10.0.0.2"), null),
            ],
            message.Answers.ToArray());
    }

    [Fact]
    public void An_IPv6_address_is_read()
    {
        byte[] address = IPAddress.Parse("2001:db8::1").GetAddressBytes();
        byte[] bytes = new DnsBytes(7, 0x8180, 1, 1).Name("0.ha.test").U16(28).U16(1).Pointer(12).Record(28, address).Build();
        Assert.True(DnsMessage.TryRead(bytes, out DnsMessage? message));
        Assert.Equal(IPAddress.Parse("2001:db8::1"), Assert.Single(message.Answers).Address);
    }

    [Theory]
    [InlineData(0x8180, false, true, false, 0)]
    [InlineData(0x8400, true, false, false, 0)]
    [InlineData(0x8603, true, false, true, 3)]
    [InlineData(0x8185, false, true, false, 5)]
    public void The_flags_are_read(int flags, bool isAuthoritative, bool isRecursionAvailable, bool isTruncated, int code)
    {
        byte[] bytes = new DnsBytes(7, (ushort)flags, 1, 0).Name("0.ha.test").U16(1).U16(1).Build();
        Assert.True(DnsMessage.TryRead(bytes, out DnsMessage? m));
        Assert.Equal((isAuthoritative, isRecursionAvailable, isTruncated, (DnsResponseCode)code),
            (m.IsAuthoritative, m.IsRecursionAvailable, m.IsTruncated, m.ResponseCode));
    }

    [Theory]
    [InlineData(7, 0x8180, "0.ha.test", 1, true)]
    [InlineData(7, 0x8180, "0.HA.Test", 1, true)]
    [InlineData(8, 0x8180, "0.ha.test", 1, false)]
    [InlineData(7, 0x0100, "0.ha.test", 1, false)]
    [InlineData(7, 0x9180, "0.ha.test", 1, false)]
    [InlineData(7, 0x8180, "1.ha.test", 1, false)]
    [InlineData(7, 0x8180, "0.ha.test", 28, false)]
    public void Only_the_same_id_and_question_make_an_answer(ushort id, ushort flags, string name, int type, bool expected)
    {
        Assert.True(DnsMessage.TryRead(new DnsBytes(id, flags, 1, 0).Name(name).U16(type).U16(1).Build(), out DnsMessage? message));
        Assert.Equal(expected, message.IsAnswerTo(7, Question));
    }

    [Fact]
    public void The_records_of_a_truncated_answer_are_left_alone()
    {
        byte[] bytes = new DnsBytes(7, 0x8380, 1, 3).Name("0.ha.test").U16(1).U16(1).Pointer(12).U16(1).Build();
        Assert.True(DnsMessage.TryRead(bytes, out DnsMessage? message));
        Assert.True(message.IsTruncated);
        Assert.Empty(message.Answers);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "empty", [] },
        { "half a header", new byte[11] },
        { "no question", new DnsBytes(7, 0x8180, 0, 0).Build() },
        { "two questions", new DnsBytes(7, 0x8180, 2, 0).Name("a").U16(1).U16(1).Name("b").U16(1).U16(1).Build() },
        { "another class", new DnsBytes(7, 0x8180, 1, 0).Name("a").U16(1).U16(3).Build() },
        { "a name without end", new DnsBytes(7, 0x8180, 1, 0).Labels("a").Build() },
        { "a pointer to itself", new DnsBytes(7, 0x8180, 1, 0).Pointer(12).U16(1).U16(1).Build() },
        { "a pointer forward", new DnsBytes(7, 0x8180, 1, 0).Pointer(18).U16(1).U16(1).Name("a").Build() },
        { "a pointer into its own name", new DnsBytes(7, 0x8180, 1, 0).Labels("a").Pointer(12).U16(1).U16(1).Build() },
        { "half a pointer", new DnsBytes(7, 0x8180, 1, 0).Raw(0xC0).Build() },
        { "a reserved label type", new DnsBytes(7, 0x8180, 1, 0).Raw(0x80, 0, 0).U16(1).U16(1).Build() },
        { "a name of 256 bytes", new DnsBytes(7, 0x8180, 1, 0).Name(string.Join('.', Enumerable.Repeat("aaaa", 51))).U16(1).U16(1).Build() },
        { "two pointers in a circle", DnsBytes.AnswerToA(2).Pointer(29).Pointer(27).Record(1, 1, 2, 3, 4).Build() },
        { "an A record of 5 bytes", DnsBytes.AnswerToA(1).Pointer(12).Record(1, 1, 2, 3, 4, 5).Build() },
        { "an AAAA record of 4 bytes", DnsBytes.AnswerToA(1).Pointer(12).Record(28, 1, 2, 3, 4).Build() },
        { "an alias longer than its record", DnsBytes.AnswerToA(1).Pointer(12).Record(5, 3, (byte)'a').Build() },
        { "an alias shorter than its record", DnsBytes.AnswerToA(1).Pointer(12).Record(5, 1, (byte)'a', 0, 0).Build() },
        { "fewer records than promised", DnsBytes.AnswerToA(2).Pointer(12).Record(1, 1, 2, 3, 4).Build() },
        { "data beyond the end", DnsBytes.AnswerToA(1).Pointer(12).U16(1).U16(1).U16(0).U16(0).U16(400).Raw(1, 2, 3, 4).Build() },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_message_is_none(string fault, byte[] bytes) =>
        Assert.False(DnsMessage.TryRead(bytes, out _), fault);
}
