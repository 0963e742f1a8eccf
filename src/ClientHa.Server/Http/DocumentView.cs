using System.Globalization;
using System.Text;
using ClientHa.Core.Replication;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>A document as the page shows it: the value as text, if it is some; else it can be looked at, and not edited.</summary>
/// <param name="Written">When, by the writer's clock, in milliseconds since 1970.</param>
/// <param name="Preview">The beginning, for a list.</param>
internal sealed record DocumentView(string Key, string Version, long Written, int Bytes, string? Text, string Preview)
{
    private const int PreviewBytes = 120;
    private const int StampDigits = 16;
    private const int VersionDigits = 48;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static DocumentView Of(StoredDocument document) => Line(document) with { Text = TextOf(document.Value) };

    /// <summary>Without the value.</summary>
    public static DocumentView Line(StoredDocument document) => new(
        document.Key, Print(document.Version), Stamp.Milliseconds(document.Version.Stamp), document.Value.Length, null,
        Encoding.UTF8.GetString(document.Value.Span[..Math.Min(PreviewBytes, document.Value.Length)]));

    /// <summary>As the typed clients and the command line print it.</summary>
    public static string Print(WriteVersion version) => $"{version.Stamp:x16}{version.OperationId.High:x16}{version.OperationId.Low:x16}";

    /// <exception cref="BadHttpRequestException">It is none.</exception>
    public static WriteVersion ParseVersion(string text) =>
        text.Length == VersionDigits && Number(text[..StampDigits]) is { } stamp && Number(text[StampDigits..(2 * StampDigits)]) is { } high && Number(text[(2 * StampDigits)..]) is { } low
            ? new(stamp, new(high, low))
            : throw new BadHttpRequestException("The version is none that a site has given.");

    /// <exception cref="BadHttpRequestException">Half a character: no bytes stand for it.</exception>
    public static byte[] Encode(string text)
    {
        try
        {
            return strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new BadHttpRequestException("The text has half a character in it, an unpaired surrogate.");
        }
    }

    private static string? TextOf(ReadOnlyMemory<byte> value)
    {
        try
        {
            string text = strict.GetString(value.Span);
            return text.Contains('\0') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static ulong? Number(string digits) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
