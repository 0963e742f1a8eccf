using System.Text;

namespace ClientHa.Services;

/// <summary>What a site takes as a key and as a value, checked before anything is sent.</summary>
internal static class DocumentKey
{
    public const int MaxKeyBytes = 512;
    public const int MaxValueBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Check(string key, string name = "key")
    {
        ArgumentException.ThrowIfNullOrEmpty(key, name);
        CheckText(key, name, "A key");
    }

    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        CheckText(prefix, nameof(prefix), "A prefix");
    }

    public static void CheckValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length > MaxValueBytes)
        {
            throw new ArgumentException(
                $"A value has at most {MaxValueBytes} bytes (1 MiB), and this one has {value.Length}: divide it among several documents.",
                nameof(value));
        }
    }

    private static void CheckText(string text, string name, string what)
    {
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException($"{what} is Unicode text, and this one has an unpaired surrogate at {exception.Index}.", name, exception);
        }
        if (bytes > MaxKeyBytes)
            throw new ArgumentException($"{what} has at most {MaxKeyBytes} bytes in UTF-8, and this one has {bytes}.", name);
    }
}
