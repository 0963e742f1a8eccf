using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace ClientHa.Services;

/// <summary>
/// What a watch has seen, in a form that every site understands. It is opaque; the text form is good for files and command lines.
/// </summary>
public sealed class WatchCursor : IEquatable<WatchCursor>
{
    /// <summary>Has seen nothing: a watch from here begins with all that there is.</summary>
    public static readonly WatchCursor Beginning = new(ByteString.Empty);

    internal WatchCursor(ByteString bytes) => Bytes = bytes;

    internal ByteString Bytes { get; }

    /// <summary>Whether it has seen nothing.</summary>
    public bool IsBeginning => Bytes.IsEmpty;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is no cursor.</exception>
    public static WatchCursor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out WatchCursor? cursor)
            ? cursor
            : throw new FormatException($"\"{text}\" is no cursor: it has letters, digits, - and _, as it was printed.");
    }

    /// <summary>Reads the text form; false where it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WatchCursor? cursor)
    {
        cursor = null;
        if (text is null || !text.All(digit => char.IsAsciiLetterOrDigit(digit) || digit is '-' or '_') || text.Length % 4 == 1)
            return false;
        string base64 = text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4);
        cursor = new WatchCursor(UnsafeByteOperations.UnsafeWrap(Convert.FromBase64String(base64)));
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(WatchCursor? other) => other is not null && Bytes.Equals(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WatchCursor);

    /// <inheritdoc/>
    public override int GetHashCode() => Bytes.GetHashCode();

    /// <summary>The text form: base64url without padding (RFC 4648, section 5); empty for the beginning.</summary>
    public override string ToString() => Bytes.ToBase64().TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
