using System.Globalization;
using ClientHa.Core.Replication;

namespace ClientHa.Server.Documents;

/// <summary>A version as text: as the typed clients print it, and of one length, so that text is in the order of versions.</summary>
internal static class VersionText
{
    public const int Length = 3 * PartLength;

    private const int PartLength = 16;

    public static string Print(WriteVersion version) => string.Create(
        CultureInfo.InvariantCulture, $"{version.Stamp:x16}{version.OperationId.High:x16}{version.OperationId.Low:x16}");

    /// <param name="text">As long as a version.</param>
    /// <param name="version">What it says.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out WriteVersion version)
    {
        version = default;
        if (!TryRead(text, 0, out ulong stamp) || !TryRead(text, 1, out ulong high) || !TryRead(text, 2, out ulong low))
            return false;
        version = new(stamp, new(high, low));
        return true;
    }

    private static bool TryRead(ReadOnlySpan<char> text, int part, out ulong number) =>
        ulong.TryParse(text.Slice(part * PartLength, PartLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
