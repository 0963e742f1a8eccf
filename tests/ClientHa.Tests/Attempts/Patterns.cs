namespace ClientHa.Tests.Attempts;

/// <summary>Bytes that tell one body from another, and each place in it from the next.</summary>
internal static class Patterns
{
    public static byte[] Of(int length, int seed = 0)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)((seed * 31) + (i * 7) + (i >> 8));
        return bytes;
    }
}
