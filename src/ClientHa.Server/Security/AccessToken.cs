using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ClientHa.Server.Security;

/// <summary>A bearer token and its hash. Only the hash is kept.</summary>
internal static class AccessToken
{
    public const string HashPrefix = "sha256:";

    private const string Prefix = "clientha_";
    private const int Bytes = 32;

    /// <summary>A new one. The prefix is for those who look for lost secrets.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>64 hexadecimal digits, in lower case.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The digits of <c>sha256:…</c>, in lower case; null where it is none.</summary>
    public static string? ReadHash(string? text) =>
        text is not null && text.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase) && text.Length == HashPrefix.Length + (2 * SHA256.HashSizeInBytes)
            && text.AsSpan(HashPrefix.Length).ContainsAnyExcept(hexadecimal) is false
            ? text[HashPrefix.Length..].ToLowerInvariant()
            : null;

    private static readonly System.Buffers.SearchValues<char> hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
