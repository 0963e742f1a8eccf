using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ClientHa.Resolving;

/// <summary>Names as text and on the wire (RFC 1035 §3.1, compression §4.1.4).</summary>
internal static class DnsName
{
    public const int MaxLabelBytes = 63;
    public const int MaxWireBytes = 255;

    public static bool AreEqual(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>A configured name as it is asked for: in ASCII, without the root's dot. False if DNS cannot carry it.</summary>
    public static bool TryNormalize(string name, [NotNullWhen(true)] out string? normalized)
    {
        normalized = name.EndsWith('.') ? name[..^1] : name;
        try
        {
            if (!Ascii.IsValid(normalized)) normalized = new IdnMapping().GetAscii(normalized);
        }
        catch (ArgumentException)
        {
            normalized = null;
            return false;
        }

        Span<byte> wire = stackalloc byte[MaxWireBytes];
        if (TryWrite(normalized, wire, out _)) return true;
        normalized = null;
        return false;
    }

    public static bool TryWrite(string name, Span<byte> destination, out int written)
    {
        written = 0;
        if (name.Length + 2 > Math.Min(destination.Length, MaxWireBytes)) return false;
        for (int start = 0; start <= name.Length;)
        {
            ReadOnlySpan<char> label = name.AsSpan(start);
            int end = label.IndexOf('.');
            if (end >= 0) label = label[..end];
            start += label.Length + 1;
            if (label.IsEmpty || label.Length > MaxLabelBytes) return false;
            destination[written++] = (byte)label.Length;
            foreach (char c in label)
            {
                // A backslash would be an escape of the text form, in which names are compared.
                if (c is <= ' ' or > '~' or '\\') return false;
                destination[written++] = (byte)c;
            }
        }

        destination[written++] = 0;
        return true;
    }

    /// <summary>Reads the name at <paramref name="offset"/> and moves it behind the name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var text = new StringBuilder();
        int position = offset, wireBytes = 1, behind = -1;

        // Each pointer must lead to before everything read so far: so it ends, and no loop is possible.
        for (int lowest = offset; ;)
        {
            if (position >= message.Length) return false;
            int length = message[position];
            if (length == 0) break;
            if (length >= 0xC0)
            {
                if (position + 2 > message.Length) return false;
                if (behind < 0) behind = position + 2;
                position = BinaryPrimitives.ReadUInt16BigEndian(message[position..]) & 0x3FFF;
                if (position >= lowest) return false;
                lowest = position;
                continue;
            }

            wireBytes += length + 1;
            if (length > MaxLabelBytes || wireBytes > MaxWireBytes || position + 1 + length > message.Length) return false;
            if (text.Length > 0) text.Append('.');
            AppendLabel(text, message.Slice(position + 1, length));
            position += length + 1;
        }

        offset = behind < 0 ? position + 1 : behind;
        name = text.ToString();
        return true;
    }

    /// <summary>As in master files (RFC 1035 §5.1): a dot within a label is not a border between labels.</summary>
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (byte b in label)
        {
            if (b is > (byte)' ' and <= (byte)'~' and not (byte)'.' and not (byte)'\\') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"\\{b:D3}");
        }
    }
}
