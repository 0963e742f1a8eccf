using System.Text;
using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>A document as an object of JSON: the value as text, or as base64 where it is none.</summary>
internal sealed record DocumentLine(string Key, string Version, string? Value = null, string? ValueBase64 = null, string? Change = null, string? Cursor = null)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static DocumentLine Of(Document document, bool withValue)
    {
        DocumentLine line = new(document.Key, document.Version.ToString());
        if (!withValue)
            return line;
        try
        {
            return line with { Value = Strict.GetString(document.Value.Span) };
        }
        catch (DecoderFallbackException)
        {
            return line with { ValueBase64 = Convert.ToBase64String(document.Value.Span) };
        }
    }
}
