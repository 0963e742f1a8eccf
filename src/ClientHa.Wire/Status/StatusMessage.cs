using System.Buffers;
using System.Text;

namespace ClientHa.Wire;

/// <summary>The percent-encoding of <c>grpc-message</c> (grpc/doc/PROTOCOL-HTTP2.md, "Status-Message").</summary>
internal static class StatusMessage
{
    private static readonly SearchValues<char> s_literal = SearchValues.Create(
        string.Concat(Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c).Where(c => c != '%')));

    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExcept(s_literal))
            return message;

        var encoded = new StringBuilder(message.Length * 2);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (s_literal.Contains((char)octet))
                encoded.Append((char)octet);
            else
                encoded.Append('%').Append(HexDigit(octet >> 4)).Append(HexDigit(octet & 0xF));
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: an escape that is none stays as it is, and bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.AsSpan().ContainsAnyExcept(s_literal))
            return encoded;

        var octets = new ArrayBufferWriter<byte>(encoded.Length * 3);
        for (var i = 0; i < encoded.Length; i++)
        {
            var c = encoded[i];
            if (c == '%' && i + 2 < encoded.Length && char.IsAsciiHexDigit(encoded[i + 1]) && char.IsAsciiHexDigit(encoded[i + 2]))
            {
                Append(octets, (byte)(Convert.FromHexString(encoded.AsSpan(i + 1, 2))[0]));
                i += 2;
            }
            else if (c <= 0xFF)
            {
                // Headers arrive as Latin-1: a peer that sent raw UTF-8 is understood this way.
                Append(octets, (byte)c);
            }
            else
            {
                Encoding.UTF8.GetBytes(encoded.AsSpan(i, 1), octets);
            }
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    private static void Append(ArrayBufferWriter<byte> octets, byte octet)
    {
        octets.GetSpan(1)[0] = octet;
        octets.Advance(1);
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];
}
