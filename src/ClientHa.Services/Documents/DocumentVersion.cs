using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ClientHa.Core.Replication;

namespace ClientHa.Services;

/// <summary>
/// Which write a document comes from. Versions of one key are in an order that all sites agree on: the greatest one wins. The
/// text form is opaque, and good for a file or a command line.
/// </summary>
public readonly record struct DocumentVersion : IComparable<DocumentVersion>
{
    private const int StampDigits = 16;
    private const int TextLength = 48;

    internal DocumentVersion(WriteVersion write) => Write = write;

    internal WriteVersion Write { get; }

    /// <summary>When it was written, by the hybrid clock of who wrote it: to the millisecond, and never before what that one had
    /// seen.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(Stamp.Milliseconds(Write.Stamp), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is no version.</exception>
    public static DocumentVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out DocumentVersion version)
            ? version
            : throw new FormatException($"\"{text}\" is no version: it has {TextLength} hexadecimal digits, as it was printed.");
    }

    /// <summary>Reads the text form; false where it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DocumentVersion version)
    {
        version = default;
        if (text is not { Length: TextLength } || !text.All(char.IsAsciiHexDigit))
            return false;
        ulong Part(int index) => ulong.Parse(text.AsSpan(index * StampDigits, StampDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        version = new(new WriteVersion(Part(0), new OperationId(Part(1), Part(2))));
        return true;
    }

    /// <summary>Whether the left one is older.</summary>
    public static bool operator <(DocumentVersion left, DocumentVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(DocumentVersion left, DocumentVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not newer.</summary>
    public static bool operator <=(DocumentVersion left, DocumentVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not older.</summary>
    public static bool operator >=(DocumentVersion left, DocumentVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(DocumentVersion other) => Write.CompareTo(other.Write);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Write.Stamp:x16}{Write.OperationId.High:x16}{Write.OperationId.Low:x16}");
}
