using System.Text;

namespace ClientHa.Server.Documents;

/// <summary>What a document may be, checked before a write is taken.</summary>
internal sealed record DocumentLimits(int MaxKeyBytes, int MaxValueBytes)
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>What is wrong with the key, its value and the limit; null where nothing is.</returns>
    public string? FaultOfKey(string key)
    {
        if (key.Length == 0)
            return "The key is empty: give 1 or more characters.";
        int bytes;
        try
        {
            bytes = strict.GetByteCount(key);
        }
        catch (EncoderFallbackException fault)
        {
            return $"The key has half a character at {fault.Index}, an unpaired surrogate, which no site could write down: cut texts between characters.";
        }
        return bytes > MaxKeyBytes ? $"The key has {bytes} bytes in UTF-8; this site allows {MaxKeyBytes}: shorten it, or raise MaxKeyBytes at every site." : null;
    }

    /// <inheritdoc cref="FaultOfKey"/>
    public string? FaultOfValue(int bytes) =>
        bytes > MaxValueBytes ? $"The value has {bytes} bytes; this site allows {MaxValueBytes}: split it, or raise MaxValueBytes at every site." : null;
}
