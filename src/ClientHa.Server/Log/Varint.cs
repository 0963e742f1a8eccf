namespace ClientHa.Server.Log;

/// <summary>Protobuf's numbers: seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    /// <summary>Writes a number and returns the number of bytes.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        int count = 0;
        for (; value >= 0x80; value >>= 7) target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads a number; false if there is no whole one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out ulong value, out int count)
    {
        value = 0;
        for (count = 0; count < Math.Min(source.Length, MaxBytes); count++)
        {
            value |= (ulong)(source[count] & 0x7F) << (7 * count);
            if (source[count] < 0x80)
            {
                count++;
                return true;
            }
        }
        return false;
    }
}
