using System.Buffers;

namespace ClientHa.Wire;

/// <summary>Which names a custom header may have (grpc/doc/PROTOCOL-HTTP2.md, "Custom-Metadata").</summary>
internal static class MetadataName
{
    private static readonly SearchValues<char> s_allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

    /// <summary>The name in lower case.</summary>
    /// <exception cref="ArgumentException">The name cannot be sent.</exception>
    public static string Check(string name)
    {
        var lower = name.ToLowerInvariant();
        if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(s_allowed))
            throw new ArgumentException($"'{name}' is no metadata name: use letters, digits, '_', '-' and '.'.", nameof(name));
        if (WireHeaderNames.IsReserved(lower))
            throw new ArgumentException($"'{name}' belongs to the protocol and cannot be set as metadata.", nameof(name));

        return lower;
    }
}
