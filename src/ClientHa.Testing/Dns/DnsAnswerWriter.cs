using System.Buffers.Binary;
using System.Net;
using ClientHa.Resolving;

namespace ClientHa.Testing.Dns;

/// <summary>Writes answers: the query's header and question, then an address record for each address.</summary>
internal static class DnsAnswerWriter
{
    // AA and RA: this server owns all names and has nobody to ask.
    private const ushort ResponseFlags = 0x8480;
    private const ushort TruncatedFlag = 0x0200;
    private const ushort KeptFlags = 0x7900;
    private const int AddressRecordBytes = 12;

    /// <summary>The answer for a query that was read from <paramref name="query"/>.</summary>
    /// <param name="query">The query's bytes.</param>
    /// <param name="message">The same, read.</param>
    /// <param name="code">The response code.</param>
    /// <param name="addresses">The addresses of the name, of both families: those of the question's type are written.</param>
    /// <param name="limitBytes">An answer over this size is sent truncated, without records.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> query, DnsMessage message, DnsResponseCode code, IReadOnlyCollection<IPAddress> addresses, int limitBytes)
    {
        int questionEnd = DnsMessage.HeaderBytes;
        _ = DnsName.TryRead(query, ref questionEnd, out _);
        questionEnd += 4;

        int addressBytes = message.Question.Type == DnsRecordType.A ? 4 : 16;
        IPAddress[] fitting = [.. addresses.Where(a =>
            message.Question.Type is DnsRecordType.A or DnsRecordType.Aaaa && a.GetAddressBytes().Length == addressBytes)];
        int length = questionEnd + (fitting.Length * (AddressRecordBytes + addressBytes));
        bool isTruncated = length > limitBytes;
        if (isTruncated) (fitting, length) = ([], questionEnd);

        byte[] answer = new byte[length];
        query[..questionEnd].CopyTo(answer);
        int flags = (message.Flags & KeptFlags) | ResponseFlags | (isTruncated ? TruncatedFlag : 0) | (int)code;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)fitting.Length);
        answer.AsSpan(8, 4).Clear();

        Span<byte> rest = answer.AsSpan(questionEnd);
        foreach (IPAddress address in fitting)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, 0xC000 | DnsMessage.HeaderBytes); // The owner: the question's name.
            BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)message.Question.Type);
            BinaryPrimitives.WriteUInt16BigEndian(rest[4..], 1);
            BinaryPrimitives.WriteUInt32BigEndian(rest[6..], 0); // TTL 0, so that a change is seen at once.
            BinaryPrimitives.WriteUInt16BigEndian(rest[10..], (ushort)addressBytes);
            address.TryWriteBytes(rest[AddressRecordBytes..], out _);
            rest = rest[(AddressRecordBytes + addressBytes)..];
        }

        return answer;
    }
}
