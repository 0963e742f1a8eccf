using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ClientHa.Resolving;

/// <summary>A DNS message with exactly one question (RFC 1035 §4). Authority and additional records are not read.</summary>
internal sealed record DnsMessage(ushort Id, ushort Flags, DnsQuestion Question, ImmutableArray<DnsRecord> Answers)
{
    /// <summary>What a message may hold over UDP without EDNS, and so every query.</summary>
    public const int MaxUdpBytes = 512;

    public const int HeaderBytes = 12;

    private const ushort RecursionDesired = 0x0100;
    private const ushort ClassIn = 1;

    public bool IsResponse => (Flags & 0x8000) != 0;

    public int OperationCode => (Flags >> 11) & 0xF;

    public bool IsAuthoritative => (Flags & 0x0400) != 0;

    public bool IsTruncated => (Flags & 0x0200) != 0;

    public bool IsRecursionAvailable => (Flags & 0x0080) != 0;

    public DnsResponseCode ResponseCode => (DnsResponseCode)(Flags & 0xF);

    /// <summary>Who guesses an id and a source port does not yet know what was asked.</summary>
    public bool IsAnswerTo(ushort id, DnsQuestion question) =>
        IsResponse && OperationCode == 0 && Id == id && Question.IsSameAs(question);

    /// <summary>Writes a query for a name that <see cref="DnsName.TryNormalize"/> let pass.</summary>
    public static bool TryWriteQuery(ushort id, DnsQuestion question, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.Length < HeaderBytes) return false;
        destination[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], 1);
        if (!DnsName.TryWrite(question.Name, destination[HeaderBytes..], out int nameBytes)) return false;
        Span<byte> tail = destination[(HeaderBytes + nameBytes)..];
        if (tail.Length < 4) return false;
        BinaryPrimitives.WriteUInt16BigEndian(tail, (ushort)question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(tail[2..], ClassIn);
        written = HeaderBytes + nameBytes + 4;
        return true;
    }

    /// <summary>Reads any bytes from the network: false for all that is no message, and never an exception.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) != 1) return false;
        int offset = HeaderBytes;
        if (!DnsName.TryRead(bytes, ref offset, out string? name) || offset + 4 > bytes.Length) return false;
        var type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[(offset + 2)..]) != ClassIn) return false;
        offset += 4;

        var header = new DnsMessage(
            BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), new(name, type), []);
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);

        // A truncated answer is asked for again by TCP: what it holds may be cut anywhere.
        ImmutableArray<DnsRecord> answers = [];
        if (!header.IsTruncated && !TryReadRecords(bytes, offset, count, out answers)) return false;
        message = header with { Answers = answers };
        return true;
    }

    private static bool TryReadRecords(ReadOnlySpan<byte> bytes, int offset, int count, out ImmutableArray<DnsRecord> records)
    {
        records = [];
        ImmutableArray<DnsRecord>.Builder builder = ImmutableArray.CreateBuilder<DnsRecord>();
        for (; count > 0; count--)
        {
            if (!DnsName.TryRead(bytes, ref offset, out string? owner) || offset + 10 > bytes.Length) return false;
            var type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
            ushort recordClass = BinaryPrimitives.ReadUInt16BigEndian(bytes[(offset + 2)..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(offset + 8)..]);
            int start = offset + 10;
            offset = start + length;
            if (offset > bytes.Length) return false;
            if (recordClass != ClassIn) continue;
            if (!TryReadData(bytes[..offset], start, type, out IPAddress? address, out string? alias)) return false;
            if (address is not null || alias is not null) builder.Add(new(owner, type, address, alias));
        }

        records = builder.DrainToImmutable();
        return true;
    }

    private static bool TryReadData(
        ReadOnlySpan<byte> bytes, int start, DnsRecordType type, out IPAddress? address, out string? alias)
    {
        (address, alias) = (null, null);
        int length = bytes.Length - start;
        switch (type)
        {
            case DnsRecordType.A when length == 4:
            case DnsRecordType.Aaaa when length == 16:
                address = new IPAddress(bytes[start..]);
                return true;
            case DnsRecordType.Cname:
                return DnsName.TryRead(bytes, ref start, out alias) && start == bytes.Length;
            default:
                return type is not (DnsRecordType.A or DnsRecordType.Aaaa);
        }
    }
}
