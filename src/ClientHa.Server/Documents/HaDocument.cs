using System.Text;

namespace ClientHa.Server;

/// <summary>A document as it was at one moment. It does not change.</summary>
public sealed class HaDocument
{
    /// <summary>A document; a program needs this for its tests only.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its content.</param>
    /// <param name="version">Its version.</param>
    public HaDocument(string key, ReadOnlyMemory<byte> value, string version)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(version);
        (Key, Value, Version) = (key, value, version);
    }

    /// <summary>The document's name.</summary>
    public string Key { get; }

    /// <summary>Its content.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>
    /// Which write it comes from, the same at all sites. Opaque, but that of two versions of one key the greater one, compared
    /// ordinally, is the newer.
    /// </summary>
    public string Version { get; }

    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>The key and the version.</summary>
    public override string ToString() => $"{Key} ({Version})";
}
