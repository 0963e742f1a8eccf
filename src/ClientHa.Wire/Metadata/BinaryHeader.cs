namespace ClientHa.Wire;

/// <summary>The values of <c>-bin</c> headers: base64, sent without padding and accepted with or without it.</summary>
internal static class BinaryHeader
{
    public const string Suffix = "-bin";

    public static bool IsBinary(string name) => name.EndsWith(Suffix, StringComparison.Ordinal);

    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <exception cref="WireException">INTERNAL: the value is no base64.</exception>
    public static byte[] Decode(string name, ReadOnlySpan<char> encoded)
    {
        encoded = encoded.Trim().TrimEnd('=');
        var padded = encoded.ToString().PadRight((encoded.Length + 3) / 4 * 4, '=');
        var value = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, value, out var count)
            ? value[..count]
            : throw new WireException(WireStatusCode.Internal, $"The value of the header {name} is not base64.");
    }
}
