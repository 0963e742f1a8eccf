using System.Text;
using Microsoft.Extensions.Primitives;

namespace ClientHa.Server.Security;

/// <summary>The token in a request's <c>Authorization</c>.</summary>
internal static class Credential
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>
    /// Null where there is no such header. Of <c>Basic</c>, which is what a browser asks its user for, the password is the token;
    /// anything else is a token that no one has.
    /// </summary>
    public static string? TokenOf(StringValues header)
    {
        if (header.Count == 0)
            return null;
        string text = header.ToString().Trim();
        if (text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return text[Bearer.Length..].Trim();
        return text.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? PasswordOf(text[Basic.Length..]) : "";
    }

    private static string PasswordOf(string encoded)
    {
        Span<byte> bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
            return "";
        string pair = Encoding.UTF8.GetString(bytes[..length]);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
