using System.Buffers.Binary;
using System.Text;

namespace ClientHa.Tests.Resolving;

/// <summary>Builds messages byte by byte, without the code under test.</summary>
internal sealed class DnsBytes
{
    private readonly List<byte> bytes = [];

    public DnsBytes(ushort id, ushort flags, int questions, int answers, int authorities = 0)
    {
        foreach (int field in (int[])[id, flags, questions, answers, authorities, 0]) U16(field);
    }

    /// <summary>An answer (AA, RA) to a query as it came, without records yet.</summary>
    public static DnsBytes To(byte[] query, int answers = 0, int code = 0, int flags = 0x8480)
    {
        var answer = new DnsBytes(BinaryPrimitives.ReadUInt16BigEndian(query), (ushort)(flags | code), 1, answers);
        answer.bytes.AddRange(query.AsSpan(12));
        return answer;
    }

    /// <summary>An answer to "0.ha.test", A, with id 7: the question's name is at offset 12.</summary>
    public static DnsBytes AnswerToA(int answers) => new DnsBytes(7, 0x8180, 1, answers).Name("0.ha.test").U16(1).U16(1);

    public static byte[] WireName(string name) => new DnsBytes(0, 0, 0, 0).Name(name).Build()[12..];

    public DnsBytes U16(int value) => Raw((byte)(value >> 8), (byte)value);

    public DnsBytes Raw(params byte[] value)
    {
        bytes.AddRange(value);
        return this;
    }

    public DnsBytes Labels(string name)
    {
        foreach (string label in name.Split('.')) Raw((byte)label.Length).Raw(Encoding.ASCII.GetBytes(label));
        return this;
    }

    public DnsBytes Name(string name) => Labels(name).Raw(0);

    public DnsBytes Pointer(int offset) => U16(0xC000 | offset);

    /// <summary>All of a record behind its owner.</summary>
    public DnsBytes Record(int type, params byte[] data) => U16(type).U16(1).U16(0).U16(60).U16(data.Length).Raw(data);

    public byte[] Build() => [.. bytes];
}
